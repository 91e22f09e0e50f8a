/** What the configuration files of this project use of YAML: maps and lists by indentation, scalars as text. */
export type PlainYaml = string | PlainYaml[] | { [key: string]: PlainYaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

const PAIR = /^(?<key>[\w.]+):(?: (?<value>.+))?$/u;

/** @throws Error for anything but plain maps, lists and scalars */
export function parsePlainYaml(text: string): PlainYaml {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line): Line => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
  return parseBlock(lines);
}

function parseBlock(lines: readonly Line[]): PlainYaml {
  const [first] = lines;
  if (first === undefined) throw new Error('a block is empty');
  const blocks: Line[][] = [];
  for (const line of lines) {
    if (line.indent === first.indent) blocks.push([line]);
    else if (line.indent > first.indent) blocks.at(-1)?.push(line);
    else throw new Error(`"${line.text}" is indented too little`);
  }
  return first.text.startsWith('- ') ? blocks.map(parseItem) : Object.fromEntries(blocks.map(parsePair));
}

function parseItem([head, ...rest]: readonly Line[]): PlainYaml {
  if (head?.text.startsWith('- ') !== true) throw new Error('a list has something else in it');
  return parseBlock([{ indent: head.indent + 2, text: head.text.slice(2) }, ...rest]);
}

function parsePair([head, ...rest]: readonly Line[]): [string, PlainYaml] {
  const { key, value } = PAIR.exec(head?.text ?? '')?.groups ?? {};
  if (key === undefined) throw new Error(`"${head?.text ?? ''}" is no pair`);
  if (value === undefined) return [key, parseBlock(rest)];
  if (rest.length > 0) throw new Error(`${key} has a value and a block`);
  return [key, value.replace(/^'(?<inner>.*)'$/u, '$<inner>')];
}
