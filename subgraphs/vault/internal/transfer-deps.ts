import type { Readable } from 'node:stream';
import type { ContextTokenVerifier } from '#platform/auth';
import type { AccessDeps } from '../access/access.ts';
import type { RowKinds } from '../access/row-kinds.ts';
import type { StoreDeps } from '../domain/store-version.ts';

/** What the routes that move bytes are made from. */
export interface TransferDeps extends StoreDeps<Readable>, AccessDeps {
  readonly kinds: RowKinds;
  readonly verifyContextToken: ContextTokenVerifier;
}
