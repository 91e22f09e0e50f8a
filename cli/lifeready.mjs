#!/usr/bin/env node
// Plain JavaScript, so that whatever Node is on the machine (20 or later) can read it: the rest is TypeScript and needs
// the pinned Node 24, which npm installed beside the other packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIRED_MAJOR = 24;
const here = path.dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) === REQUIRED_MAJOR) {
  // Skips parsing and type stripping, once a start has made the folder complete (stack/code-cache.ts).
  const codeCache = path.join(here, '..', 'node_modules', '.cache', 'lifeready', 'compile-cache');
  if (existsSync(path.join(codeCache, 'complete'))) module.enableCompileCache?.(codeCache);
  await import('./main.ts');
} else {
  runPinned();
}

function runPinned() {
  const pinned = path.join(here, '..', 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (!existsSync(pinned)) {
    process.stderr.write(
      `LifeReady runs on Node ${REQUIRED_MAJOR}, which was not found at ${pinned}.\nRun \`npm ci\`, or use Node ${REQUIRED_MAJOR} yourself.\n`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself, as it is in the same process group; passing it on would count as a second one.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
