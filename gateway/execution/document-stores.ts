import { LRUCache } from 'lru-cache';
import { Kind, Token, TokenKind, visit } from 'graphql';
import { charactersOfCalls } from './program/characters-of-calls.ts';
import type { DocumentNode } from 'graphql';
import type { ResolvedPlan } from './program/query-plan.ts';

/**
 * What the libraries keep for each document is measured by them as JSON, and takes four to six times as much: their own bounds, of 30 and
 * 50 MiB, are more than 300 together. As many as there are programs is enough: who has a program needs neither any more.
 */
const MAX_DOCUMENTS = 1_000;
/** Characters of all documents; a parsed one takes about 30 bytes for each. */
const MAX_DOCUMENT_CHARACTERS = 1_000_000;
/** Characters of all calls in all plans; a plan takes about 25 bytes for each. */
const MAX_CALL_CHARACTERS = 2_000_000;

/** A cache as the libraries want it: of promises. */
export interface Store<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
  clear(): void;
}

/** For Apollo Server: documents that were parsed and validated. */
export function createDocumentStore(): Store<DocumentNode> {
  const store = createStore<DocumentNode>(MAX_DOCUMENT_CHARACTERS, ({ loc }) => loc?.end ?? 1);
  return {
    ...store,
    set: (key, document) => {
      lighten(document);
      return store.set(key, document);
    },
  };
}

/** For the gateway library: plans of documents. */
export function createPlanStore(): Store<ResolvedPlan['queryPlan']> {
  return createStore(MAX_CALL_CHARACTERS, ({ node }) => charactersOfCalls(node));
}

function createStore<Value extends object>(maxSize: number, sizeOf: (value: Value) => number): Store<Value> {
  const known = new LRUCache<string, Value>({
    max: MAX_DOCUMENTS,
    maxSize,
    sizeCalculation: (value) => Math.max(1, sizeOf(value)),
  });
  return {
    get: (key) => Promise.resolve(known.get(key)),
    set: (key, value) => {
      known.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(known.delete(key)),
    clear: () => {
      known.clear();
    },
  };
}

/** Stands for all tokens. */
const NO_TOKEN = new Token(TokenKind.SOF, 0, 0, 0, 0);
const NOTHING: readonly never[] = Object.freeze([]);
/** Of which an error says where they are, once a document is valid. */
const KEEP_PLACES: ReadonlySet<string> = new Set([
  Kind.DOCUMENT,
  Kind.OPERATION_DEFINITION,
  Kind.VARIABLE_DEFINITION,
  Kind.FIELD,
]);

/** Half of a parsed document is what nobody reads once it is valid: tokens, places of names, lists of nothing and room for more selections. */
function lighten(document: DocumentNode): void {
  visit(document, {
    enter: (node) => {
      if (!KEEP_PLACES.has(node.kind)) Object.assign(node, { loc: undefined });
      else if (node.loc !== undefined) Object.assign(node.loc, { startToken: NO_TOKEN, endToken: NO_TOKEN });
      if ('directives' in node && node.directives.length === 0) Object.assign(node, { directives: NOTHING });
      if (node.kind === Kind.FIELD && node.arguments?.length === 0) Object.assign(node, { arguments: NOTHING });
      if (node.kind === Kind.SELECTION_SET) Object.assign(node, { selections: [...node.selections] });
    },
  });
}
