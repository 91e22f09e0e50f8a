// `npm run schema:check [-- --json]`: composition, drift, breaking changes, weaker guards, registered documents, unbounded lists.
// Exit codes: 0 ok, 1 something must not be released, 2 the subgraphs do not compose, 3 the check could not be made.
import { CheckProblem, checkSchema } from './checks/check-schema.ts';
import { renderJson, renderText } from './checks/render-report.ts';
import { PROJECT_ROOT } from './composition/schema-files.ts';

const options = process.argv.slice(2);
const unknown = options.filter((option) => option !== '--json');

try {
  if (unknown.length > 0) throw new CheckProblem(`unknown option ${unknown.join(' ')}; there is --json`);
  const report = await checkSchema(PROJECT_ROOT, new Date().toISOString().slice(0, 10));
  process.stdout.write(options.includes('--json') ? renderJson(report) : renderText(report));
  process.exitCode = report.exitCode;
} catch (error) {
  if (!(error instanceof CheckProblem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 3;
}
