import { lines, oneLine } from './plain-text.ts';

/** ASCII punctuation that Markdown (CommonMark section 2.4) or HTML could read as markup; a backslash makes each of it text. */
const MARKUP = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/gu;
/** Of these only what can start markup anywhere; the rest is harmless inside a line and stays readable. */
const ACTIVE = /[\\`*_{}[\]<>#&|~!$]/gu;

/** Text of a person inside a line of Markdown: it shows as typed and can be no markup, link or HTML. */
export function inline(text: string): string {
  return oneLine(text).replace(ACTIVE, '\\$&');
}

/** Text of a person as a quoted block, line by line. A quote cannot be left, whatever the lines begin with. */
export function quoted(text: string): string {
  return lines(text)
    .map((line) => `> ${line.trim().replace(MARKUP, '\\$&')}`.trimEnd())
    .join('\n');
}
