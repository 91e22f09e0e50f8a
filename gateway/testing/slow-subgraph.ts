import path from 'node:path';
import { readSchemaPolicies } from '#platform/access';
import { systemClock } from '#platform/clock';
import { registerSubgraph } from '#platform/graphql';
import { createHttpServer } from '#platform/http';
import { silentLogger } from '#platform/logging';
import { testCaller } from './token-issuer.ts';
import type { RequestContext } from '#platform/graphql';

/**
 * A process of its own that serves the contract of the vault by the code of the real services. `Query.documents` answers when its caller
 * has gone, or when the parent says `release`; how many titles were then resolved is the title of the document `count`.
 */
const SCHEMA_PATH = path.join(import.meta.dirname, '..', '..', 'subgraphs', 'vault', 'schema.graphql');
const DOCUMENTS = 3;

let titles = 0;
const server = createHttpServer({ logger: silentLogger, dependencies: {} });
server.decorateRequest('callerService', 'gateway');

function untilLeftOrReleased({ signal }: RequestContext): Promise<void> {
  return new Promise((resolve) => {
    const left = (): void => {
      process.send?.('left');
      resolve();
    };
    signal?.addEventListener('abort', left);
    process.once('message', () => {
      signal?.removeEventListener('abort', left);
      resolve();
    });
  });
}

await registerSubgraph(server, {
  schemaPath: SCHEMA_PATH,
  verifyContextToken: () => Promise.resolve({ ...testCaller(systemClock), tokenExpiresAt: Infinity }),
  createContext: (base) => base,
  denials: { record: () => undefined, close: () => Promise.resolve() },
  enforceAccess: readSchemaPolicies,
  resolvers: {
    Query: {
      documents: async (_parent: unknown, _args: unknown, context: RequestContext) => {
        process.send?.('begun');
        await untilLeftOrReleased(context);
        return { nodes: Array.from({ length: DOCUMENTS }, (_, at) => ({ id: String(at) })) };
      },
      document: (_parent: unknown, { id }: { readonly id: string }) => ({ id }),
    },
    Document: {
      title: ({ id }: { readonly id: string }) => {
        if (id === 'count') return String(titles);
        titles += 1;
        return 'a title';
      },
    },
  },
});
process.once('disconnect', () => process.exit());
const url = await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ url });
