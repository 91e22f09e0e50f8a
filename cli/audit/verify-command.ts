import type { Command } from 'commander';
import { TlogError } from '#platform/tlog';
import { defaultPolicyPath, loadPolicy } from './load-policy.ts';
import { renderJson, renderReport } from './render-report.ts';
import { exitCodes } from './report.ts';
import type { BundleReport } from './report.ts';
import { verifyBundle } from './verify-bundle.ts';

/** What the command needs of the process it runs in. */
export interface CommandEnvironment {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Sets the exit code of the process when it ends by itself. */
  readonly setExitCode: (code: number) => void;
  /** Ends the process, for mistakes in the arguments. */
  readonly exit: (code: number) => never;
  readonly defaultPolicyPath: string;
}

const thisProcess: CommandEnvironment = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  setExitCode: (code) => (process.exitCode = code),
  exit: (code) => process.exit(code),
  defaultPolicyPath,
};

const helpAfter = `
Works offline: only the bundle and the policy file are read.

Exit codes:
  ${exitCodes.verified}  verified
  ${exitCodes.failed}  verification failed
  ${exitCodes.usage}  wrong arguments, or a file that cannot be read
  ${exitCodes.untrusted}  consistent, but the policy has no key to trust it by (policy missing)
`;

/**
 * Adds `audit verify <bundle.zip>` to the command line.
 * @param program the root command
 */
export function registerAuditCommands(program: Command, environment: CommandEnvironment = thisProcess): void {
  const audit = program.command('audit').description('check what the audit log proves');
  audit
    .command('verify')
    .description('verify an export bundle')
    .argument('<bundle.zip>', 'the bundle')
    .option('--policy <file>', `keys to trust (default: ${environment.defaultPolicyPath})`)
    .option('--json', 'print the report as JSON')
    .addHelpText('after', helpAfter)
    .configureOutput({ writeOut: environment.out, writeErr: environment.err })
    // commander ends with 1 for wrong arguments, which here says that a bundle is bad.
    .exitOverride((error) => environment.exit(error.exitCode === 0 ? 0 : exitCodes.usage))
    .action(async (path: string, options: { policy?: string; json?: true }) => {
      environment.setExitCode(await runVerify(path, options, environment));
    });
}

async function runVerify(
  path: string,
  options: { policy?: string; json?: true },
  environment: CommandEnvironment,
): Promise<number> {
  let report: BundleReport;
  try {
    report = await verifyBundle({ path, policy: await loadPolicy(options.policy, environment.defaultPolicyPath) });
  } catch (error) {
    const reason = readingProblem(error);
    if (reason === null) throw error;
    environment.err(`lifeready audit verify: ${reason}\n`);
    return exitCodes.usage;
  }
  environment.out(options.json === true ? renderJson(report) : renderReport(report));
  return exitCodes[report.verdict];
}

/** What kept a file from being read, or null for an error that is our own mistake and must not look like the user's. */
function readingProblem(error: unknown): string | null {
  if (error instanceof TlogError) return error.message;
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('message' in error)) return null;
  return String(error.message);
}
