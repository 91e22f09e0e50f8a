import type { CheckedFinding, SchemaReport } from './check-schema.ts';

/** The report for people: open findings first, one line each, with the id that an approval names. */
export function renderText({ findings, exitCode }: SchemaReport): string {
  const open = findings.filter((finding) => !finding.approved);
  const approved = findings.filter((finding) => finding.approved);
  const verdict = exitCode === 0 ? 'The schema can be released.' : 'The schema cannot be released as it is.';
  return [...open.map(line), ...approved.map((finding) => `${line(finding)} (approved)`), verdict, ''].join('\n');
}

/** The report for tools. */
export function renderJson(report: SchemaReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function line(finding: CheckedFinding): string {
  return `${finding.class.padEnd(11)} ${finding.id} ${finding.where}: ${finding.message}${finding.note === undefined ? '' : ` [${finding.note}]`}`;
}
