import { Option } from 'commander';
import type { Command } from 'commander';
import { readingProblem } from '../command-environment.ts';
import type { CommandEnvironment } from '../command-environment.ts';
import { loadPolicy } from '../load-policy.ts';
import { createProgress } from '../progress.ts';
import { readBoundedFile } from '../read-bounded-file.ts';
import { renderFsckReport } from '../render-log-report.ts';
import { exitCodes } from '../report.ts';
import { createFolderSource } from './folder-source.ts';
import { fsck } from './fsck.ts';
import { createHttpSource } from './http-source.ts';
import { CannotCheckError, MAX_CHECKPOINT_BYTES } from './log-source.ts';
import type { FsckReport } from './fsck-report.ts';
import type { LogSource } from './log-source.ts';

const DEFAULT_AT_ONCE = 8;

const helpAfter = `
Reads the checkpoint, every tile and every entry bundle, and rebuilds the root from them.
A token is sent with requests for entries only, over https or to this machine only.
Exit codes:
  ${exitCodes.verified}  the log is what its checkpoint says
  ${exitCodes.failed}  it is not
  ${exitCodes.usage}  wrong arguments, or it cannot be reached or read
  ${exitCodes.untrusted}  it is consistent, but the policy has no key to trust it by (policy missing)
`;

interface Options {
  readonly policy?: string;
  readonly token?: string;
  readonly since?: string;
  readonly hashesOnly?: true;
  readonly atOnce: number;
  readonly json?: true;
}

/** Adds `audit fsck <url|folder>` to `audit`. */
export function addFsckCommand(audit: Command, environment: CommandEnvironment): void {
  audit
    .command('fsck')
    .description('check a published log, from its tiles and entry bundles alone')
    .argument('<url|folder>', 'where the log is published: the address or folder that has `checkpoint` and `tile/`')
    .option('--policy <file>', `keys to trust (default: ${environment.defaultPolicyPath})`)
    .option('--since <file>', 'a checkpoint from before, which the log must continue')
    .option('--token <token>', 'access token of an auditor, for the entries; - reads it from standard input')
    .option('--hashes-only', 'check the tree alone, which needs no token')
    .addOption(
      new Option('--at-once <n>', 'groups of 256 entries to fetch at a time, 1 to 64')
        .default(DEFAULT_AT_ONCE)
        .argParser(Number),
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', helpAfter)
    .configureOutput({ writeOut: environment.out, writeErr: environment.err })
    .exitOverride((error) => environment.exit(error.exitCode === 0 ? 0 : exitCodes.usage))
    .action(async (place: string, options: Options) => {
      environment.setExitCode(await runFsck(place, options, environment));
    });
}

async function runFsck(place: string, options: Options, environment: CommandEnvironment): Promise<number> {
  const progress = createProgress(environment, options.json === true);
  let report: FsckReport;
  try {
    if (!Number.isInteger(options.atOnce) || options.atOnce < 1 || options.atOnce > 64)
      throw new CannotCheckError('--at-once must be a number from 1 to 64');
    report = await fsck({
      source: await openSource(place, options, environment),
      policy: await loadPolicy(options.policy, environment.defaultPolicyPath),
      since: options.since === undefined ? undefined : await readSince(options.since),
      hashesOnly: options.hashesOnly === true,
      atOnce: options.atOnce,
      now: () => performance.now(),
      onProgress: progress.show,
    });
  } catch (error) {
    const reason = error instanceof CannotCheckError ? error.message : readingProblem(error);
    if (reason === null) throw error;
    progress.end();
    environment.err(`lifeready audit fsck: ${reason}\n`);
    return exitCodes.usage;
  }
  progress.end();
  environment.out(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderFsckReport(report));
  return exitCodes[report.verdict];
}

async function openSource(place: string, { token }: Options, environment: CommandEnvironment): Promise<LogSource> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return createFolderSource(place);
  const given = token === '-' ? (await environment.readInput()).trim() : token;
  return createHttpSource({ url: place, token: given });
}

async function readSince(file: string): Promise<Buffer> {
  const note = await readBoundedFile(file, MAX_CHECKPOINT_BYTES);
  if (note === undefined) throw new CannotCheckError(`${file} is too large to be a checkpoint`);
  return note;
}
