import { Command, CommanderError } from 'commander';

import { registerDemoCommands } from './demo-command.ts';
import { readEnvironment } from './environment.ts';
import { EXIT, printProblem } from './output.ts';
import { registerResetCommand } from './reset-command.ts';
import { registerStartCommand } from './start-command.ts';
import { registerStatusCommand } from './status-command.ts';

const program = new Command('lifeready')
  .description('LifeReady on this machine: start it, look at it, forget it.')
  .showHelpAfterError('(add --help for what is possible)')
  .addHelpText(
    'after',
    `\nExit codes: ${String(EXIT.done)} done, ${String(EXIT.failed)} failed, ${String(EXIT.usage)} wrong usage, ${String(EXIT.interrupted)} interrupted before it was done.`,
  )
  .exitOverride();

const environment = readEnvironment();
registerStartCommand(program, environment);
registerStatusCommand(program);
registerResetCommand(program);
registerDemoCommands(program);
// The stack runs for hours and needs none of what these bring along.
if (process.argv[2] !== 'start') {
  const { registerJourneyCommand } = await import('./journey/journey-command.ts');
  const { registerEraseCommand } = await import('./erase-command.ts');
  const { registerKeysCommands } = await import('./keys-command.ts');
  const { registerMtlsCommands } = await import('./mtls-command.ts');
  const { registerAuditCommands } = await import('./audit/verify-command.ts');
  const { registerOperationsCommands } = await import('./operations/operations-command.ts');
  registerJourneyCommand(program);
  registerEraseCommand(program, environment);
  registerKeysCommands(program);
  registerMtlsCommands(program);
  registerAuditCommands(program);
  registerOperationsCommands(program, environment);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    printProblem(error);
    process.exitCode = EXIT.failed;
  }
}
