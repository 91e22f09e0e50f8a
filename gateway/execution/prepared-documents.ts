import { LRUCache } from 'lru-cache';
import type { Gateway } from './null-denied-fields.ts';
import type { ExecutorRequest } from './program/query-plan.ts';

/** Documents that are remembered, and their characters in all; each is there as it was parsed, about 30 bytes for a character. */
const MAX_DOCUMENTS = 1_000;
const MAX_CHARACTERS = 1_000_000;

/** A document that Apollo Server has parsed, validated and run before; nothing of the request it was run for. */
export type PreparedDocument = Omit<ExecutorRequest, 'request' | 'response' | 'context' | 'metrics'>;

/** What need not be found out again about a document; it depends on the text, the name of the operation and the schema alone. */
export interface PreparedDocuments {
  learn(request: ExecutorRequest): void;
  find(query: string, operationName: string | undefined): PreparedDocument | undefined;
}

/** For one supergraph: the next one starts with nothing. */
export function createPreparedDocuments(): PreparedDocuments {
  const byText = new LRUCache<string, Map<string | undefined, PreparedDocument>>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_known, text) => Math.max(1, text.length),
  });
  return {
    learn: ({ request, response: _response, context: _context, metrics: _metrics, ...prepared }) => {
      const known = byText.get(prepared.source);
      if (known === undefined) byText.set(prepared.source, new Map([[request.operationName, prepared]]));
      else known.set(request.operationName, prepared);
    },
    find: (query, operationName) => byText.get(query)?.get(operationName),
  };
}

/** The same gateway for Apollo Server, whose documents are learnt as it runs them. */
export function learnDocuments(gateway: Gateway, prepared: PreparedDocuments): Omit<Gateway, 'executor'> {
  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    load: async (options) => {
      const { schema, executor } = await gateway.load(options);
      return {
        schema,
        executor: (request) => {
          prepared.learn(request);
          return executor(request);
        },
      };
    },
  };
}
