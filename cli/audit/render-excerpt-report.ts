import { printable } from './printable.ts';
import { checkLines } from './render-report.ts';
import type { Verdict } from './report.ts';
import type { ExcerptReport } from './verify-excerpt.ts';

const verdicts: Readonly<Record<Verdict, string>> = {
  verified: 'VERIFIED: the log has these entries, and none is missing but what is said to be withheld.',
  failed: 'FAILED: do not rely on this excerpt.',
  untrusted:
    'NOT TRUSTED: the excerpt is consistent, but no trusted key vouches for its log. Pass --policy with the published keys.',
};

/** The report on an excerpt, for a person. */
export function renderExcerptReport({ excerpt, log, checks, verdict }: ExcerptReport): string {
  const lines = [
    ...(excerpt === null
      ? ['Excerpt  not readable']
      : [
          `Excerpt  about a ${excerpt.about === 'Case' ? 'case' : 'person'}: ${excerpt.entries.toLocaleString('en')} entries, ${excerpt.withheld.toLocaleString('en')} withheld`,
          `About    ${excerpt.subjectRef ?? 'not readable'} in ${excerpt.tenantRef ?? 'not readable'}`,
          `Content  ${excerpt.sha256 === null ? 'not readable' : `sha256:${excerpt.sha256}`}`,
        ]),
    ...(log === null
      ? []
      : [`Log      ${log.origin}`, `Size     ${log.size.toLocaleString('en')}`, `Root     ${log.root}`]),
    '',
    ...checkLines(checks),
    '',
    verdicts[verdict],
  ];
  return `${lines.map(printable).join('\n')}\n`;
}
