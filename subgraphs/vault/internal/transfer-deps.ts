import type { Readable } from 'node:stream';
import type { ContextTokenVerifier } from '#platform/auth';
import type { StoreDeps } from '../domain/store-version.ts';

/** What the routes that move bytes are made from. */
export interface TransferDeps extends StoreDeps<Readable> {
  readonly verifyContextToken: ContextTokenVerifier;
}
