import { registerKeyCommands } from './key-commands.ts';
import { registerManifestCommands } from './manifest-commands.ts';
import { registerReportCommand } from './report-command.ts';
import { registerClientCommands } from './client-commands.ts';
import type { Command } from 'commander';
import type { TokenSource } from './command-options.ts';

/** Registers `operations …`: which documents which client may run. */
export function registerOperationsCommands(program: Command, source: TokenSource): void {
  const operations = program
    .command('operations')
    .description('which documents which client may run')
    .addHelpText(
      'after',
      `
Whoever builds a client makes a key (keygen) and signs its documents (sign, or publish with --key). An operator of the deployment
registers the client and its key, and publishes what it signed.
Exit codes: 0 done, 1 refused or not reached, 2 wrong usage, 3 held back: documents are in use, or requests would be refused.`,
    );
  registerKeyCommands(operations, source);
  registerClientCommands(operations, source);
  registerManifestCommands(operations, source);
  registerReportCommand(operations, source);
}
