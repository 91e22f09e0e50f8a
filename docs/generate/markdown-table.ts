/** A table. A bar or a line end inside a cell would end the cell, so both are written another way. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(headings), `|${' --- |'.repeat(headings.length)}`, ...rows.map(line)].join('\n');
}

/** A name as it stands in code. */
export function code(name: string): string {
  return `\`${name}\``;
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

function cellText(text: string): string {
  return text === '' ? ' ' : text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/gu, ' ');
}
