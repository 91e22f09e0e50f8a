// `npm run check` and, with --fast, `npm run check:fast`: the static checks, one line each. With --slow those that `npm test` leaves out.
import { checks, readScriptNames } from './checks.ts';
import { runCommand } from './run-command.ts';
import { hasFailed, runChecks } from './run-checks.ts';

const fastOnly = process.argv.includes('--fast');
const slowOnly = process.argv.includes('--slow');
const scripts = await readScriptNames();
const missing = checks.filter((check) => !scripts.includes(check.script));
const selected = checks.filter(
  (check) => !missing.includes(check) && (check.fast || !fastOnly) && (!check.fast || !slowOnly),
);

const outcomes = await runChecks(
  {
    run: (check) => runCommand('npm', ['run', '--silent', check.script], { output: 'capture' }),
    print: (line) => process.stdout.write(`${line}\n`),
  },
  selected,
);

for (const check of missing) process.stdout.write(`FAIL  ${check.script}: package.json has no such script\n`);
if (missing.length > 0 || outcomes.some(hasFailed)) process.exitCode = 1;
