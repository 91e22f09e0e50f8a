import path from 'node:path';
import { loadPolicy } from '../audit/load-policy.ts';
import { renderReport } from '../audit/render-report.ts';
import { EXIT, printLine } from '../output.ts';
import { stackPaths } from '../stack/paths.ts';
import { readRecord } from '../stack/stack-record.ts';
import { chooseFile } from './chosen-file.ts';
import { connect } from './endpoint.ts';
import { playActing } from './acting.ts';
import { playJourney } from './journey.ts';
import { JourneyProblem } from './problem.ts';
import type { Command } from 'commander';
import type { ActingResult } from './acting.ts';
import type { JourneyInput, JourneyResult, Step } from './journey-input.ts';

const DEFAULT_ENDPOINT = 'http://localhost:4000';

interface JourneyFlags {
  readonly endpoint?: string;
  readonly acting?: boolean;
  readonly json?: boolean;
}

/** Registers `journey <file>`: plays the main job on a file of the person's own. */
export function registerJourneyCommand(program: Command): void {
  program
    .command('journey')
    .description('play the main job against the running endpoint, on a file of your own')
    .argument('<file>', 'a document: PDF, PNG, JPEG, TIFF, HEIC or text, up to 50 MiB')
    .option('--endpoint <url>', 'public endpoint; that of the running stack unless told otherwise')
    .option(
      '--acting',
      'play instead how a proxy acts for a principal, and an emergency contact reads by staged access',
    )
    .option('--json', 'print one JSON object at the end instead of lines')
    .addHelpText(
      'after',
      '\nExit codes: 0 the bundle is verified, 1 a step was refused or the bundle is not verified, 2 wrong usage.',
    )
    .action(async (given: string, flags: JourneyFlags) => {
      const quiet = flags.json === true;
      const times: Record<string, number> = {};
      try {
        const paths = stackPaths();
        const endpoint = connect(flags.endpoint ?? (await runningEndpoint(paths.record)));
        const result = await play(flags, {
          endpoint,
          file: await chooseFile(given),
          folder: path.join(paths.state, 'bundles'),
          policy: await loadPolicy(undefined, paths.trustPolicy),
          step: timedStep(times, quiet),
        });
        const { bundle, report } = result;
        printLine(
          quiet ? JSON.stringify({ verdict: report.verdict, bundle, milliseconds: times }) : resultText(result),
        );
        process.exitCode = report.verdict === 'verified' ? EXIT.done : EXIT.failed;
      } catch (error) {
        if (!(error instanceof JourneyProblem)) throw error;
        if (quiet) printLine(JSON.stringify({ verdict: 'refused', code: error.code ?? null, message: error.message }));
        else
          process.stderr.write(
            `\n✖ ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint.replaceAll('\n', '\n  ')}\n`}`,
          );
        process.exitCode = EXIT.failed;
      }
    });
}

type Played = JourneyResult & Partial<ActingResult>;

async function play({ acting }: JourneyFlags, input: JourneyInput): Promise<Played> {
  return acting === true ? playActing(input) : playJourney(input);
}

function resultText({ bundle, report, acted = [] }: Played): string {
  const actors =
    acted.length === 0 ? [] : ['', 'Who acted, as the principal reads it:', ...acted.map((line) => `  ${line}`)];
  return ['', renderReport(report), `Bundle: ${bundle}`, `Verdict: ${report.verdict}`, ...actors].join('\n');
}

async function runningEndpoint(record: string): Promise<string> {
  return (await readRecord(record))?.url ?? DEFAULT_ENDPOINT;
}

/** One line per step; on a terminal the line is there, with an ellipsis, while the step runs. */
function timedStep(times: Record<string, number>, quiet: boolean): Step {
  const live = !quiet && process.stdout.isTTY;
  return async (title, work) => {
    const started = performance.now();
    if (live) process.stdout.write(`… ${title}\r`);
    const milliseconds = (): number => Math.round(performance.now() - started);
    try {
      const result = await work();
      times[title] = milliseconds();
      if (!quiet) printLine(`✓ ${title.padEnd(60)} ${String(milliseconds()).padStart(6)} ms`);
      return result;
    } catch (error) {
      if (!quiet) printLine(`✖ ${title.padEnd(60)} ${String(milliseconds()).padStart(6)} ms`);
      throw error;
    }
  };
}
