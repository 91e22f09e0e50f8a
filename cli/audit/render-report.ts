import { printable } from './printable.ts';
import type { BundleReport, CheckStatus, Verdict } from './report.ts';

const marks: Readonly<Record<CheckStatus, string>> = { passed: '✓', failed: '✗', untrusted: '?', skipped: '-' };

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
  for (const { title, status, findings } of report.checks) {
    const [only, ...more] = findings;
    const isShort = status === 'passed' && only !== undefined && more.length === 0;
    lines.push(`${marks[status]} ${title}${isShort ? ` (${only})` : ''}`);
    if (!isShort) lines.push(...findings.map((finding) => `    ${finding}`));
  }
  lines.push('', verdicts[report.verdict]);
  return `${lines.map(printable).join('\n')}\n`;
}

/** The report for a program. */
export function renderJson(report: BundleReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
