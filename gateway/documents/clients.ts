import { z } from 'zod';

/**
 * What a client may run besides its registered documents, from the loosest to the strictest.
 * `open`: any text (development, sandbox). `log-unknown`: any text, but what is in no list is noted. `safelist`: registered documents, by
 * id or by their text. `ids-only`: registered documents by their id.
 */
export const DOCUMENT_MODES = ['open', 'log-unknown', 'safelist', 'ids-only'] as const;
export type DocumentMode = (typeof DOCUMENT_MODES)[number];

/** `first`: a client of ours, which requests without a token may name. `partner`: known by its token alone. */
export const PARTIES = ['first', 'partner'] as const;
export type Party = (typeof PARTIES)[number];

export const CLIENT_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** A partner runs what was reviewed and nothing else. */
export function mayBeIn(party: Party, mode: DocumentMode): boolean {
  return party === 'first' || mode === 'safelist' || mode === 'ids-only';
}

const clientTable = z
  .record(z.string().regex(CLIENT_NAME), z.strictObject({ mode: z.enum(DOCUMENT_MODES), party: z.enum(PARTIES) }))
  .refine(
    (clients) => Object.values(clients).every(({ mode, party }) => mayBeIn(party, mode)),
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
