import { z } from 'zod';
import { code, markdownTable } from '../markdown-table.ts';

/** The configuration of one process as its code has it. */
export interface ServiceConfiguration {
  readonly service: string;
  /** `schema` of its config.ts; undefined when the file exports none. */
  readonly schema: z.ZodType | undefined;
  /** Texts of the files in which its variables and strict rules are written, its own first. */
  readonly sources: readonly string[];
}

const property = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.unknown().optional(),
  items: z.looseObject({ type: z.string().optional(), format: z.string().optional() }).optional(),
});
type Property = z.output<typeof property>;

const objectShape = z.looseObject({
  properties: z.record(z.string(), property),
  required: z.array(z.string()).default([]),
});

/** A documented member of a zod shape: `/** … *\/ NAME: z…`. */
const DOCUMENTED = /\/\*\*\s+(?:\*\s+)?(?<text>(?:(?!\*\/).)+?)\s+\*\/\s+(?<name>[A-Z][A-Z0-9_]+):/gsu;
/** A strict rule says what it refuses as `'NAME: …'`. */
const RULE = /'(?<name>[A-Z][A-Z0-9_]+): (?<text>[^'\n]+)'/gu;

/** The rows of one process, in the order of its schema. */
export function renderConfigurationSection({ service, schema, sources }: ServiceConfiguration): string {
  const heading = `## ${service}`;
  if (schema === undefined) return `${heading}\n\nIts \`config.ts\` exports no \`schema\`, so nothing is known here.\n`;
  // Given are texts; what they are read as says more about them, except for defaults, which only the input side has.
  const given = describe(schema, 'input');
  const read = describe(schema, 'output');
  const meanings = collect(sources, DOCUMENTED);
  const rules = collect(sources, RULE);
  const rows = Object.entries(read.properties).map(([name, type]) => [
    code(name),
    typeInWords(type),
    given.required.includes(name) ? '**required**' : defaultInWords(given.properties[name]?.default ?? type.default),
    meanings.get(name)?.[0] ?? '',
    (rules.get(name) ?? []).map(publicRule).join('; '),
  ]);
  return `${heading}\n\n${markdownTable(['variable', 'value', 'default', 'what it is', 'in staging and production'], rows)}\n`;
}

function describe(schema: z.ZodType, io: 'input' | 'output'): z.output<typeof objectShape> {
  return objectShape.parse(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

function typeInWords({ type, format, pattern, enum: values, minimum, maximum, items }: Property): string {
  if (values !== undefined) return values.map((value) => code(String(value))).join(', ');
  if (items !== undefined) return 'list, separated by commas';
  if (format === 'uri') return 'URL';
  if (type === 'integer' || type === 'number') return `${type}, ${String(minimum ?? '…')} to ${String(maximum ?? '…')}`;
  if (type === 'boolean') return 'true or false';
  return pattern === undefined ? 'text' : `text like ${code(pattern)}`;
}

function defaultInWords(value: unknown): string {
  if (value === undefined) return 'not set';
  return value === '' ? 'empty' : code(typeof value === 'string' ? value : JSON.stringify(value));
}

function collect(sources: readonly string[], pattern: RegExp): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { groups } of sources.flatMap((source) => [...source.matchAll(pattern)])) {
    const [name, text] = [groups?.['name'] ?? '', groups?.['text'] ?? ''];
    const known = found.get(name) ?? [];
    const plain = text.replaceAll(/\s*\n\s*\*?\s*/gu, ' ');
    if (!known.includes(plain)) found.set(name, [...known, plain]);
  }
  return found;
}

/** The heading of the column says it already. */
function publicRule(text: string): string {
  return text.replace(' outside development', '');
}
