import { printable } from './printable.ts';
import type { BundleReport, Check, CheckStatus, Verdict } from './report.ts';

const marks: Readonly<Record<CheckStatus, string>> = {
  passed: '✓',
  failed: '✗',
  untrusted: '?',
  skipped: '-',
  not_covered: '·',
};

const verdicts: Readonly<Record<Verdict, string>> = {
  verified: 'VERIFIED: the bundle is what was exported, and the log recorded it.',
  failed: 'FAILED: do not rely on this bundle.',
  untrusted:
    'NOT TRUSTED: the bundle is consistent, but no trusted key vouches for it. Pass --policy with the published keys.',
};

/** The report for a person: a table of checks and a last line with the verdict. */
export function renderReport(report: BundleReport): string {
  const { name, tagmanifestSha256 } = report.bundle;
  const lines = [
    `Bundle   ${name ?? 'not readable'}`,
    `Content  ${tagmanifestSha256 === null ? 'not readable' : `sha256:${tagmanifestSha256}`}`,
    '',
  ];
  lines.push(...checkLines(report.checks), '', verdicts[report.verdict]);
  return `${lines.map(printable).join('\n')}\n`;
}

/** A line for each check, and one for each finding of those that say more than a word. Not made printable yet. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.flatMap(({ title, status, findings }) => {
    const [only, ...more] = findings;
    const isShort = status === 'passed' && only !== undefined && more.length === 0;
    const line = `${marks[status]} ${title}${isShort ? ` (${only})` : ''}`;
    return isShort ? [line] : [line, ...findings.map((finding) => `    ${finding}`)];
  });
}

/** The report for a program. */
export function renderJson(report: BundleReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
