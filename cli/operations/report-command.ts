import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { EXIT, printLine } from '../output.ts';
import {
  HELD_BACK,
  MODE_FLAGS,
  clientArgument,
  modeCoordinate,
  wholeNumber,
  withEndpoint,
  withRegistry,
} from './command-options.ts';
import { renderReport } from './render.ts';
import type { Command } from 'commander';
import type { EndpointFlags, ModeFlag, TokenSource } from './command-options.ts';

const DEFAULT_DAYS = 7;
const MAX_DAYS = 90;

interface ReportFlags extends EndpointFlags {
  readonly mode?: ModeFlag;
  readonly usage?: string;
  readonly days: number;
}

/** Adds `report`. */
export function registerReportCommand(operations: Command, source: TokenSource): void {
  const command = withEndpoint(
    operations
      .command('report')
      .description(
        'what a mode would have refused, before it is set; or what all clients run, for the check of the schema',
      )
      .argument('[client]', 'name of the client; for --mode', clientArgument)
      .addOption(new Option('--mode <mode>', 'the mode that is asked about').choices([...MODE_FLAGS]))
      .option('--usage <file>', 'write what all clients run to a file: npm run schema:check reads it')
      .option('--days <n>', 'how many days back', wholeNumber(1, MAX_DAYS), DEFAULT_DAYS),
  );
  command.action((client: string | undefined, flags: ReportFlags) => {
    const { mode, usage, days } = flags;
    if ((mode === undefined || client === undefined) === (usage === undefined))
      command.error('error: give a client with --mode, or --usage', { exitCode: EXIT.usage });
    return withRegistry(flags, source, async (registry) => {
      if (usage !== undefined) {
        await writeFile(usage, `${await registry.usage(days)}\n`);
        printLine(flags.json === true ? JSON.stringify({ usage, days }) : `Written: ${usage}`);
        return EXIT.done;
      }
      if (mode === undefined || client === undefined) return EXIT.usage;
      const report = await registry.report({ client, mode: modeCoordinate(mode), days });
      printLine(flags.json === true ? JSON.stringify({ client, ...report }) : renderReport(client, report));
      return report.refusedRequests > 0 ? HELD_BACK : EXIT.done;
    });
  });
}
