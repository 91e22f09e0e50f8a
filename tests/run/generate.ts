// `npm run generate`: every generator, in the order in which one needs the result of another.
import { readScriptNames } from './checks.ts';
import { runCommand } from './run-command.ts';

/** Run first and in this order; afterwards every script called `generate:<what>` in the order of package.json. */
const FIRST = ['schema:compose', 'codegen'];

const scripts = await readScriptNames();
const generators = [
  ...FIRST.filter((name) => scripts.includes(name)),
  ...scripts.filter((name) => name.startsWith('generate:')),
];

for (const script of generators) {
  const result = await runCommand('npm', ['run', '--silent', script], { output: 'show' });
  if (result.exitCode !== 0) {
    process.stderr.write(`generator ${script} failed\n`);
    process.exitCode = 1;
    break;
  }
}
