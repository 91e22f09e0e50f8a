import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const MANIFEST = path.join(import.meta.dirname, '..', '..', 'schema', 'persisted', 'web.json');
const TIMEOUT_MS = 30_000;

const manifest = z.object({ operations: z.array(z.object({ id: z.string(), name: z.string() })) });
const answer = z.looseObject({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }) })).optional(),
});

/** The web client of one stack, which sends registered documents by their id, as its build would. */
export interface WebClient {
  /** @returns whether the process answers */
  health(): Promise<void>;
  /**
   * @param operation one of `schema/persisted/web`
   * @throws Error for anything but data without an error
   */
  run(operation: string, variables: unknown, token?: string): Promise<unknown>;
}

export function createWebClient(url: string): WebClient {
  const { operations } = manifest.parse(JSON.parse(readFileSync(MANIFEST, 'utf8')));
  const ids = new Map(operations.map(({ id, name }) => [name, id]));
  return {
    health: async () => {
      const response = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`healthz ${String(response.status)}`);
    },
    run: async (operation, variables, token) => {
      const documentId = ids.get(operation);
      if (documentId === undefined) throw new Error(`${operation} is not a registered document`);
      const response = await fetch(new URL('/graphql', url), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ documentId, variables }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { data, errors } = answer.parse(await response.json());
      if (errors !== undefined || data === undefined) throw new Error(errors?.[0]?.extensions.code ?? 'no data');
      return data;
    },
  };
}
