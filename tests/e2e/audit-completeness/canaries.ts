import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { getNamedType, getNullableType, isInputObjectType, isListType } from 'graphql';
import { apiSchema } from '../../support/e2e/operations.ts';
import type { GraphQLInputObjectType, GraphQLInputType } from 'graphql';

/** In everything that people write; it must turn up in no log and in no leaf. */
export const CANARY = 'Kanarienvogel';

/** Text that people choose: a canary is put into each, also where it may be left out. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  ...[
    'affectedDataClasses',
    'description',
    'deviceName',
    'displayName',
    'fullName',
    'label',
    'mitigationSteps',
    'name',
  ],
  ...['notes', 'possibleConsequences', 'reason', 'relationship', 'tags', 'title'],
]);
/** Text of a form of its own. An address and a number are canaries by themselves; the others are secrets, hashes and names of ours. */
const FORMATTED: ReadonlySet<string> = new Set([
  ...[
    'client',
    'code',
    'documentIds',
    'email',
    'enrolmentToken',
    'jws',
    'kid',
    'mediaType',
    'password',
    'phoneE164',
    'publicKey',
    'refreshToken',
    'sha256',
    'slot',
    'token',
  ],
]);
export const CANARY_PHONE = '+27115554711';
const CANARY_EMAIL = `${CANARY.toLowerCase()}@canary.example`;

/** Every text field of the inputs of the API; one that is in neither list has to be put into one. */
export function unclassifiedTextFields(): string[] {
  const found = new Set<string>();
  for (const type of Object.values(apiSchema().getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    for (const { name, type: fieldType } of Object.values(type.getFields()))
      if (getNamedType(fieldType).name === 'String' && !FREE_TEXT.has(name) && !FORMATTED.has(name))
        found.add(`${type.name}.${name}`);
  }
  return [...found];
}

/** The input of a mutation with canaries wherever people write. */
export function withCanaries(mutation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [argument] = apiSchema().getMutationType()?.getFields()[mutation]?.args ?? [];
  const type = argument === undefined ? undefined : getNamedType(argument.type);
  return isInputObjectType(type) ? filled(type, input) : { ...input };
}

function filled(type: GraphQLInputObjectType, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.values(type.getFields()).map(
    ({ name, type: fieldType }) => [name, filledField(name, fieldType, input[name])] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function filledField(name: string, type: GraphQLInputType, value: unknown): unknown {
  const named = getNamedType(type);
  const inner = getNullableType(type);
  if (isInputObjectType(named)) return mapped(value, (one) => filled(named, one as Record<string, unknown>));
  if (FREE_TEXT.has(name)) return isListType(inner) ? [`${CANARY} ${name}`] : `${CANARY} ${name}`;
  if (name === 'phoneE164') return CANARY_PHONE;
  if (name === 'email' && value === undefined) return CANARY_EMAIL;
  return value;
}

function mapped(value: unknown, change: (one: unknown) => unknown): unknown {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map(change) : change(value);
}

/** The text of every log of a stack, by name. */
export async function readLogs(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('postgres'));
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')]));
  return Object.fromEntries(texts) as Record<string, string>;
}
