// `npm run check:generated`: runs every generator in place and fails when a generated file was not what it should be. The
// tree need not be clean: contents before and after are compared. Afterwards the files are right and only need a commit.
import { compareSnapshots, snapshotGeneratedFiles } from './generated-files.ts';
import { runCommand } from './run-command.ts';

const root = process.cwd();
const before = await snapshotGeneratedFiles(root);
const generated = await runCommand('npm', ['run', '--silent', 'generate'], { output: 'show' });
const drift = compareSnapshots(before, await snapshotGeneratedFiles(root));

for (const { path, kind } of drift) process.stdout.write(`${kind.padEnd(8)} ${path}\n`);
if (drift.length > 0)
  process.stdout.write('Generated files were out of date; they are right now: look at them and commit them.\n');
if (generated.exitCode !== 0 || drift.length > 0) process.exitCode = 1;
