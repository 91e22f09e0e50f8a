import { z } from 'zod';

/** `ids-only`: registered documents only. `open`: free text too. */
const MODES = ['open', 'ids-only'] as const;
/** `first`: a client of ours, which requests without a token may name. `partner`: known by its token alone. */
const PARTIES = ['first', 'partner'] as const;

export const CLIENT_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const clientTable = z
  .record(z.string().regex(CLIENT_NAME), z.strictObject({ mode: z.enum(MODES), party: z.enum(PARTIES) }))
  .refine(
    (clients) => Object.values(clients).every(({ mode, party }) => party === 'first' || mode === 'ids-only'),
    'a partner runs registered documents only',
  );

export type ClientTable = Readonly<z.output<typeof clientTable>>;

/** The client for requests that bring no token and name no client of ours. */
export const DEFAULT_CLIENT = 'web';

/** Reads `clients.json`. @throws Error when it is not such a table, or lacks the default client */
export function parseClientTable(json: string): ClientTable {
  const table = clientTable.parse(JSON.parse(json));
  if (table[DEFAULT_CLIENT]?.party !== 'first') {
    throw new Error(`clients.json: ${DEFAULT_CLIENT} must be there as a client of ours`);
  }
  return table;
}

/** Names of our own clients. */
export function firstPartyClients(table: ClientTable): ReadonlySet<string> {
  return new Set(Object.keys(table).filter((name) => table[name]?.party === 'first'));
}
