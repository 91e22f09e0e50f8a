import type { Transaction } from '#platform/db';
import type { Connection, PageArguments } from '#platform/paging';
import type { DocumentMode } from '../documents/clients.ts';
import type { NewClientKey } from './client-keys.ts';
import type { NewClient } from './clients.ts';
import type { UsageExport } from './usage-export.ts';
import type {
  ClientKey,
  DocumentRow,
  ModeReport,
  PublishedManifest,
  PublishedManifestRow,
  RegisteredClient,
  RetiredDocuments,
} from './types.ts';

/**
 * What may be run by whom: clients, their keys, manifests and documents, in the gateway's own database. Each function works in the
 * transaction it is given (scope `null`: nothing here belongs to a tenant) and commits nothing itself, so that a change and its audit
 * receipt commit together. Whoever calls has decided that the caller may.
 *
 * Unknown clients, keys and documents are NOT_FOUND; input that is not valid is BAD_USER_INPUT with the name of the parameter as path.
 */
export interface Registry {
  /**
   * Verifies a signed manifest, checks each document against the schema, its shape and the client's highest cost, and registers them. All
   * of them or none.
   * @throws AppError MANIFEST_INVALID (`errors` names the place, such as `manifest.operations.3.body`), MANIFEST_SIGNATURE_INVALID,
   *   MANIFEST_KEY_INVALID, MANIFEST_CLIENT_MISMATCH, MANIFEST_EXPIRED, MANIFEST_ALREADY_PUBLISHED, MANIFEST_DOCUMENT_TOO_EXPENSIVE
   */
  publishManifest(
    tx: Transaction,
    input: { readonly client: string; readonly jws: string; readonly nowMs: number },
  ): Promise<PublishedManifest>;
  /** By id. Retired ones are listed too. */
  listDocuments(tx: Transaction, input: { readonly client: string } & PageArguments): Promise<Connection<DocumentRow>>;
  /** Newest first. */
  listManifests(
    tx: Transaction,
    input: { readonly client: string } & PageArguments,
  ): Promise<Connection<PublishedManifestRow>>;
  /** By name. */
  listClients(tx: Transaction, input: PageArguments): Promise<Connection<RegisteredClient>>;
  /** Newest first, 20 at the most: all that sign, and as many of the others as there is room for. */
  listClientKeys(
    tx: Transaction,
    input: { readonly client: string; readonly nowMs: number },
  ): Promise<readonly ClientKey[]>;
  findClient(tx: Transaction, input: { readonly client: string }): Promise<RegisteredClient>;
  /** Takes documents out of the client's list; it runs them no more, whichever manifest they are in. At most 500 at once. */
  retireDocuments(
    tx: Transaction,
    input: {
      readonly client: string;
      readonly ids: readonly string[];
      readonly force: boolean;
      readonly nowMs: number;
    },
  ): Promise<RetiredDocuments>;
  /** @param input.days 1 to 90, today included */
  reportMode(
    tx: Transaction,
    input: { readonly client: string; readonly mode: DocumentMode; readonly days: number; readonly nowMs: number },
  ): Promise<ModeReport>;
  setMode(
    tx: Transaction,
    input: { readonly client: string; readonly mode: DocumentMode; readonly nowMs: number },
  ): Promise<RegisteredClient>;
  /** @throws AppError CONFLICT when the name is taken, also by a client of the files that comes from another party */
  registerClient(tx: Transaction, input: NewClient): Promise<RegisteredClient>;
  /** @throws AppError CONFLICT when any client has this key; BAD_USER_INPUT on `client` when it has 20 that sign */
  registerClientKey(tx: Transaction, input: NewClientKey): Promise<ClientKey>;
  /** Nothing can be published with it any more. What was published with it stays until it is retired. */
  revokeClientKey(
    tx: Transaction,
    input: { readonly client: string; readonly kid: string; readonly nowMs: number },
  ): Promise<ClientKey>;
  /** Every document that a client may run, with its use; what the schema check reads. @param input.days 1 to 90 */
  exportUsage(tx: Transaction, input: { readonly days: number; readonly nowMs: number }): Promise<UsageExport>;
}
