import { Option } from 'commander';
import type { Policy } from '#platform/tlog';
import type { Command } from 'commander';
import { readingProblem, thisProcess } from './command-environment.ts';
import type { CommandEnvironment } from './command-environment.ts';
import { EVIDENCE_TYPES, evidenceTypeOf, isRecognised } from './evidence-type.ts';
import type { EvidenceType } from './evidence-type.ts';
import { addExcerptCommand } from './excerpt-command.ts';
import { addFsckCommand } from './fsck/fsck-command.ts';
import { loadPolicy } from './load-policy.ts';
import { createProgress } from './progress.ts';
import { readBeginning, readBoundedFile } from './read-bounded-file.ts';
import { renderExcerptReport } from './render-excerpt-report.ts';
import { renderNoteReport } from './render-log-report.ts';
import { renderJson, renderReport } from './render-report.ts';
import { exitCodes } from './report.ts';
import type { Verdict } from './report.ts';
import { verifyBundle } from './verify-bundle.ts';
import { verifyExcerptFile } from './verify-excerpt.ts';
import { verifyCheckpoint, verifyProof } from './verify-note.ts';
import type { NoteReport } from './verify-note.ts';

/** Larger than any proof or checkpoint; entries have 65,535 bytes at the most. */
const MAX_NOTE_FILE_BYTES = 2_097_152;

const helpAfter = `
Works offline: only the named files are read. The type of <file> is told by its content.
  bundle      an exported ZIP file
  excerpt     what the log says of a case or a person, as the command excerpt fetches it
  checkpoint  a signed size and root of the log; with --since also held against an older one
  proof       a tlog-proof file, with --leaf: the entry that it is about, to the byte
Exit codes:
  ${exitCodes.verified}  verified
  ${exitCodes.failed}  verification failed
  ${exitCodes.usage}  wrong arguments, or a file that cannot be read
  ${exitCodes.untrusted}  consistent, but the policy has no key to trust it by (policy missing)
`;

interface Options {
  readonly type?: EvidenceType;
  readonly policy?: string;
  readonly leaf?: string;
  readonly since?: string;
  readonly json?: true;
}

/** A mistake in how the command was called. */
class UsageError extends Error {}

/**
 * Adds `audit verify <file>`, `audit excerpt <url>` and `audit fsck <url|folder>` to the command line.
 * @param program the root command
 */
export function registerAuditCommands(program: Command, environment: CommandEnvironment = thisProcess): void {
  const audit = program.command('audit').description('check what the audit log proves');
  audit
    .command('verify')
    .description('verify an export bundle, an excerpt, a checkpoint or a proof')
    .argument('<file>', 'what to verify')
    .addOption(new Option('--type <type>', 'what the file is (default: told by its content)').choices(EVIDENCE_TYPES))
    .option('--policy <file>', `keys to trust (default: ${environment.defaultPolicyPath})`)
    .option('--leaf <file>', 'the entry that a proof is about')
    .option('--since <file>', 'an older checkpoint, which a checkpoint must not contradict')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', helpAfter)
    .configureOutput({ writeOut: environment.out, writeErr: environment.err })
    // commander ends with 1 for wrong arguments, which here says that a bundle is bad.
    .exitOverride((error) => environment.exit(error.exitCode === 0 ? 0 : exitCodes.usage))
    .action(async (path: string, options: Options) => {
      environment.setExitCode(await runVerify(path, options, environment));
    });
  addExcerptCommand(audit, environment);
  addFsckCommand(audit, environment);
}

async function runVerify(path: string, options: Options, environment: CommandEnvironment): Promise<number> {
  try {
    const { text, verdict } = await verify(path, options, environment);
    environment.out(text);
    return exitCodes[verdict];
  } catch (error) {
    const reason = error instanceof UsageError ? error.message : readingProblem(error);
    if (reason === null) throw error;
    environment.err(`lifeready audit verify: ${reason}\n`);
    return exitCodes.usage;
  }
}

async function verify(
  path: string,
  options: Options,
  environment: CommandEnvironment,
): Promise<{ readonly text: string; readonly verdict: Verdict }> {
  const policy = await loadPolicy(options.policy, environment.defaultPolicyPath);
  const beginning = await readBeginning(path, MAX_NOTE_FILE_BYTES + 1);
  const type = options.type ?? evidenceTypeOf(beginning);
  if (options.type === undefined && !isRecognised(beginning))
    environment.err(`${path} does not begin like anything known and is taken for a bundle; --type says what it is\n`);
  requireFitting(type, options);
  if (type === 'excerpt') return verifyExcerpt(path, options, policy, environment);
  if (type === 'bundle') {
    const report = await verifyBundle({ path, policy });
    return { text: options.json === true ? renderJson(report) : renderReport(report), verdict: report.verdict };
  }
  if (beginning.length > MAX_NOTE_FILE_BYTES) throw new UsageError(`${path} is too large to be a ${type}`);
  const report =
    type === 'checkpoint'
      ? verifyCheckpoint({ note: beginning, policy, since: await readOther(options.since) })
      : verifyProof({ file: beginning, leaf: await requireLeaf(options.leaf), policy });
  return { text: rendered(report, options), verdict: report.verdict };
}

/** @throws a system error when the file cannot be read */
export async function verifyExcerpt(
  path: string,
  { json }: Pick<Options, 'json'>,
  policy: Policy | null,
  environment: CommandEnvironment,
): Promise<{ readonly text: string; readonly verdict: Verdict }> {
  const progress = createProgress(environment, json === true);
  const report = await verifyExcerptFile({ path, policy, onProgress: progress.show }).finally(progress.end);
  const text = json === true ? `${JSON.stringify(report, null, 2)}\n` : renderExcerptReport(report);
  return { text, verdict: report.verdict };
}

function requireFitting(type: EvidenceType, { leaf, since }: Options): void {
  if (leaf !== undefined && type !== 'proof') throw new UsageError(`--leaf is for proofs; this is a ${type}`);
  if (since !== undefined && type !== 'checkpoint')
    throw new UsageError(`--since is for checkpoints; this is a ${type}`);
}

async function requireLeaf(path: string | undefined): Promise<Buffer> {
  const leaf = await readOther(path);
  if (leaf === undefined) throw new UsageError('a proof is verified together with its entry: pass --leaf <file>');
  return leaf;
}

async function readOther(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  const bytes = await readBoundedFile(path, MAX_NOTE_FILE_BYTES);
  if (bytes === undefined) throw new UsageError(`${path} is too large`);
  return bytes;
}

function rendered(report: NoteReport, { json }: Options): string {
  return json === true ? `${JSON.stringify(report, null, 2)}\n` : renderNoteReport(report);
}
