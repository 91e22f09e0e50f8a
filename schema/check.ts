// `npm run schema:check [-- --json] [--usage <file>]`: composition, drift, breaking changes, weaker guards, registered documents,
// unbounded lists. The file is what a running gateway exported of its clients' documents (`lifeready operations report`).
// Exit codes: 0 ok, 1 something must not be released, 2 the subgraphs do not compose, 3 the check could not be made.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseUsageExport } from '../gateway/registry/usage-export.ts';
import { CheckProblem, checkSchema } from './checks/check-schema.ts';
import { renderJson, renderText } from './checks/render-report.ts';
import { PROJECT_ROOT } from './composition/schema-files.ts';
import type { UsageExport } from '../gateway/registry/usage-export.ts';

try {
  const { json, usage } = readOptions(process.argv.slice(2));
  const today = new Date().toISOString().slice(0, 10);
  const report = await checkSchema(PROJECT_ROOT, today, usage === undefined ? undefined : readUsage(usage));
  process.stdout.write(json ? renderJson(report) : renderText(report));
  process.exitCode = report.exitCode;
} catch (error) {
  if (!(error instanceof CheckProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 3;
}

function readOptions(args: string[]): { readonly json: boolean; readonly usage: string | undefined } {
  try {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, usage: { type: 'string' } } });
    return { json: values.json === true, usage: values.usage };
  } catch (cause) {
    throw new CheckProblem('there are --json and --usage <file>, and no other options', { cause });
  }
}

function readUsage(file: string): UsageExport {
  try {
    return parseUsageExport(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CheckProblem(`${file} is no export of the use of documents`, { cause });
  }
}
