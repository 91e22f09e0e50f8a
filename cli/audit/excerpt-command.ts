import type { Command } from 'commander';
import { readingProblem } from './command-environment.ts';
import type { CommandEnvironment } from './command-environment.ts';
import { DownloadError, downloadExcerpt } from './download-excerpt.ts';
import { loadPolicy } from './load-policy.ts';
import { createProgress } from './progress.ts';
import { renderExcerptReport } from './render-excerpt-report.ts';
import { exitCodes } from './report.ts';
import { verifyExcerptFile } from './verify-excerpt.ts';

const helpAfter = `
Addresses, below the one of the log:
  excerpts/own             what the log says of you
  excerpts/case/<id>       of a case of yours; auditors, of any
  excerpts/principal/<id>  of anybody, for auditors
It takes a second factor that is no older than five minutes (mutation stepUp). The token is sent over https only, or to this
machine. What is given out is an entry of the log itself. An existing file is never replaced; the excerpt is verified as soon as it is there.
Exit codes:
  ${exitCodes.verified}  fetched, and verified
  ${exitCodes.failed}  fetched, and verification failed
  ${exitCodes.usage}  wrong arguments, or it cannot be fetched or written
  ${exitCodes.untrusted}  fetched and consistent, but the policy has no key to trust it by (policy missing)
`;

interface Options {
  readonly output: string;
  readonly token?: string;
  readonly policy?: string;
  readonly json?: true;
}

/** Adds `audit excerpt <url>` to `audit`. */
export function addExcerptCommand(audit: Command, environment: CommandEnvironment): void {
  audit
    .command('excerpt')
    .description('fetch what the log says of a person or a case, and verify it')
    .argument('<url>', 'address of the excerpt, such as https://lifeready.example/log/excerpts/own')
    .requiredOption('--output <file>', 'where to write it')
    .option('--token <token>', 'access token; - reads it from standard input')
    .option('--policy <file>', `keys to trust (default: ${environment.defaultPolicyPath})`)
    .option('--json', 'print the report as JSON')
    .addHelpText('after', helpAfter)
    .configureOutput({ writeOut: environment.out, writeErr: environment.err })
    .exitOverride((error) => environment.exit(error.exitCode === 0 ? 0 : exitCodes.usage))
    .action(async (url: string, options: Options) => {
      environment.setExitCode(await runExcerpt(url, options, environment));
    });
}

async function runExcerpt(url: string, options: Options, environment: CommandEnvironment): Promise<number> {
  const { output: path, json } = options;
  const progress = createProgress(environment, json === true);
  try {
    const policy = await loadPolicy(options.policy, environment.defaultPolicyPath);
    const token = options.token === '-' ? (await environment.readInput()).trim() : options.token;
    await downloadExcerpt({ url, token, path, onProgress: progress.show });
    const report = await verifyExcerptFile({ path, policy, onProgress: progress.show });
    progress.end();
    environment.out(json === true ? `${JSON.stringify(report, null, 2)}\n` : renderExcerptReport(report));
    return exitCodes[report.verdict];
  } catch (error) {
    const reason = error instanceof DownloadError ? error.message : readingProblem(error);
    if (reason === null) throw error;
    progress.end();
    environment.err(`lifeready audit excerpt: ${reason}\n`);
    return exitCodes.usage;
  }
}
