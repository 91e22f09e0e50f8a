import { LRUCache } from 'lru-cache';
import { Kind, OperationTypeNode, parse } from 'graphql';
import type { SelectionSetNode } from 'graphql';

/** Operations of plans whose facts are kept for one subgraph, and characters of all of them; a plan has one or two for each. */
const MAX_OPERATIONS = 2_000;
const MAX_CHARACTERS = 1_000_000;
/** How much of what was seen the latest answer replaces. */
const NEW_SHARE = 0.2;

/** What is known of one operation of a plan, whoever sends it. */
export interface OperationFacts {
  readonly text: string;
  readonly isQuery: boolean;
  /** The service writes down each time it answers, so no two callers, nor the same one twice, may share an answer. */
  readonly isRecorded: boolean;
  /** Longest time for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Takes longer than other operations of this subgraph may. */
  readonly isSlow: boolean;
  /** JSON of a request with these variables (GraphQL over HTTP, section 5.4). */
  body(variables: string): string;
  /** What its answers were like lately; undefined while there was none. */
  seen(): { readonly bytes: number; readonly ms: number } | undefined;
  /** Tells of an answer. A larger or slower one counts at once, a smaller or faster one little by little. */
  saw(bytes: number, ms: number): void;
}

export interface OperationSettings {
  readonly timeoutMs: number;
  /** Times of single fields that may take longer, in milliseconds, by coordinate, such as `Mutation.exportPack`. */
  readonly slowFields: ReadonlyMap<string, number>;
  /** Fields of `Query` whose use services record. */
  readonly recorded: ReadonlySet<string>;
}

/** Looks up what is known of an operation; it is parsed once. */
export type FactsOf = (text: string, operationName: string | undefined) => OperationFacts;

export function createOperationFacts(settings: OperationSettings): FactsOf {
  const known = new LRUCache<string, OperationFacts>({
    max: MAX_OPERATIONS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ text }) => text.length + 1,
  });
  return (text, operationName) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = factsOf(text, operationName, settings);
    known.set(text, made);
    return made;
  };
}

function factsOf(text: string, operationName: string | undefined, settings: OperationSettings): OperationFacts {
  const { isQuery, fields } = rootOf(text);
  const root = isQuery ? 'Query' : 'Mutation';
  const slow = fields.map((name) => settings.slowFields.get(`${root}.${name}`) ?? 0);
  const timeoutMs = Math.max(settings.timeoutMs, ...slow);
  const begin = `{"query":${JSON.stringify(text)},"variables":`;
  const end = operationName === undefined ? '}' : `,"operationName":${JSON.stringify(operationName)}}`;
  let seen: { readonly bytes: number; readonly ms: number } | undefined;
  return {
    text,
    isQuery,
    isRecorded: isQuery && fields.some((name) => settings.recorded.has(name)),
    timeoutMs,
    isSlow: timeoutMs > settings.timeoutMs,
    body: (variables) => begin + variables + end,
    seen: () => seen,
    saw: (bytes, ms) => {
      seen = { bytes: smoothed(seen?.bytes, bytes), ms: smoothed(seen?.ms, ms) };
    },
  };
}

function smoothed(before: number | undefined, now: number): number {
  return before === undefined || now > before ? now : before + (now - before) * NEW_SHARE;
}

/** An operation of a form that plans do not have is treated as a change, of which nothing is shared or repeated. */
function rootOf(text: string): { readonly isQuery: boolean; readonly fields: readonly string[] } {
  const { definitions } = parse(text, { noLocation: true });
  const [operation, ...others] = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fields = operation === undefined || others.length > 0 ? undefined : fieldsOf(operation.selectionSet);
  if (fields === undefined) return { isQuery: false, fields: [] };
  return { isQuery: operation?.operation === OperationTypeNode.QUERY, fields };
}

/** @returns undefined when some of them are elsewhere, in a named fragment */
function fieldsOf({ selections }: SelectionSetNode): readonly string[] | undefined {
  const names: string[] = [];
  for (const node of selections) {
    const inner = node.kind === Kind.INLINE_FRAGMENT ? fieldsOf(node.selectionSet) : undefined;
    if (node.kind === Kind.FIELD) names.push(node.name.value);
    else if (inner === undefined) return undefined;
    else names.push(...inner);
  }
  return names;
}
