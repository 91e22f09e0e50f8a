// Plain JavaScript for the same reason as the setup.
import { createRequire } from 'node:module';
import vm from 'node:vm';

/** @returns what is required by a package that is required by … by this file, as only the last one depends on it */
function requireThrough(...names) {
  const from = names
    .slice(0, -1)
    .reduce((require, name) => createRequire(require.resolve(name)), createRequire(import.meta.url));
  return from(names.at(-1));
}

const { TestEnvironment } = requireThrough('jest', 'jest-cli', 'jest-config', 'jest-environment-node');

/**
 * Jest's own environment, over a global object without interceptors. Jest's has a handler that sees each access to a global
 * variable, `Object` and `Error` included, so that code which uses them a lot takes half as long again.
 */
export default class PlainEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const { process } = this.global;
    const kept = Object.getOwnPropertySymbols(this.global).map((name) => [name, this.global[name]]);
    const global = vm.createContext(vm.constants.DONT_CONTEXTIFY);
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (!(name in global)) defineLazily(global, name);
    }
    // As in jest's own: Node's interfaces take and return those of the process.
    Object.assign(global, { global, process, Buffer, ArrayBuffer, Uint8Array });
    // What jest keeps for itself, whatever a test replaces.
    for (const [name, value] of kept) Object.defineProperty(global, name, { value });
    global.Error.stackTraceLimit = this.global.Error.stackTraceLimit;
    this.context = global;
    this.global = global;
    const { projectConfig } = config;
    this.moduleMocker = new this.moduleMocker.constructor(global);
    this.fakeTimersModern = new this.fakeTimersModern.constructor({ config: projectConfig, global });
  }
}

/** Some of them load what they need when they are read first. */
function defineLazily(global, name) {
  const define = (value) => Object.defineProperty(global, name, { value, writable: true, configurable: true });
  Object.defineProperty(global, name, { get: () => define(globalThis[name])[name], set: define, configurable: true });
}
