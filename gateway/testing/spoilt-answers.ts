import { hashOf } from './choices.ts';
import type { ExecutionResult } from 'graphql';

type Container = Record<string | number, unknown>;

/** What a subgraph should not answer: values of the wrong kind, missing ones, names of types that there are not. */
const SPOILT: readonly ((container: Container, key: string) => void)[] = [
  (container, key) => {
    container[key] = null;
  },
  (container, key) => {
    // Of an element of a list, nothing would be left to say that it was there.
    if (!Array.isArray(container)) Reflect.deleteProperty(container, key);
  },
  (container, key) => {
    container[key] = typeof container[key] === 'object' ? container[key] : 'SOMETHING_ELSE';
  },
  (container, key) => {
    container[key] = typeof container[key] === 'object' ? container[key] : 12.5;
  },
  (container) => {
    if (!Array.isArray(container)) container['__typename'] = 'Nothing';
  },
  (container, key) => {
    // The stock executor takes a list with one name for that name.
    if (key !== '__typename') container[key] = [container[key]];
  },
  (container, key) => {
    container[key] = 'text';
  },
  (container) => {
    if (!Array.isArray(container)) container['unasked'] = { at: 1 };
  },
];
const ONE_IN = 6;

/** The same answer with some values spoilt. @param world decides which, and how */
export function spoil(answer: ExecutionResult, world: string): ExecutionResult {
  const spoilt = JSON.parse(JSON.stringify(answer)) as ExecutionResult;
  visit(spoilt.data, world);
  return spoilt;
}

function visit(value: unknown, at: string): void {
  if (typeof value !== 'object' || value === null) return;
  const container = value as Container;
  for (const key of Object.keys(container)) {
    const place = `${at}.${key}`;
    visit(container[key], place);
    const number = hashOf(`${place} spoilt`);
    if (number % ONE_IN === 0) SPOILT[Math.floor(number / ONE_IN) % SPOILT.length]?.(container, key);
  }
}
