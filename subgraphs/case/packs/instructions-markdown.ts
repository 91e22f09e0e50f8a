import { inline, quoted } from './markdown-text.ts';
import type { ContentSection, PackContent } from './pack-content.ts';

/** The pack's text as Markdown. What people wrote is escaped; it is the exact text where the PDF's fonts lack letters. */
export function instructionsMarkdown({ title, sections }: PackContent): string {
  return [`# ${title}`, ...sections.map(section), ''].join('\n\n').replace(/\n+$/u, '\n');
}

function section({ title, sentences = [], steps = [], rows = [], quote }: ContentSection): string {
  return [
    `## ${title}`,
    ...sentences,
    ...(steps.length === 0 ? [] : [steps.map((step, at) => `${String(at + 1)}. ${step}`).join('\n')]),
    ...(rows.length === 0 ? [] : [rows.map(({ label, text }) => `- ${label} ${inline(text)}`).join('\n')]),
    ...(quote === undefined ? [] : [quoted(quote)]),
  ].join('\n\n');
}
