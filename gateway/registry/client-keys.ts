import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { AppError, badInput } from '#platform/errors';
import { requireClient } from './clients.ts';
import { instant } from './instant.ts';
import { findKeyRow, insertKeyRow, listKeyRows, revokeKeyRow } from './persistence/client-rows.ts';
import type { Transaction } from '#platform/db';
import type { ClientKey, PublicJwk } from './types.ts';

/** Keys of one client that sign, now or later; as many as a list of them has. */
export const MAX_KEYS = 20;
const MAX_KEY_VALIDITY_MS = 731 * 86_400_000;
/** Bytes of an Ed25519 public key (RFC 8032). */
const KEY_BYTES = 32;

/** Strict: a private key that is sent by mistake is refused and not stored. */
const publicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().refine((x) => Buffer.from(x, 'base64url').length === KEY_BYTES && canonical(x)),
});

export interface NewClientKey {
  readonly client: string;
  readonly publicJwk: PublicJwk;
  /** From when it may sign, ISO 8601; now when left out. */
  readonly notBefore?: string | undefined;
  /** Until when, at most two years later. */
  readonly expires: string;
  readonly nowMs: number;
}

/** See `Registry.registerClientKey`. */
export async function registerClientKey(tx: Transaction, input: NewClientKey): Promise<ClientKey> {
  const { client, nowMs } = input;
  const jwk = publicJwk.safeParse(input.publicJwk);
  if (!jwk.success) throw badInput('publicJwk', 'must be an Ed25519 public key with kty, crv and x alone (RFC 8037)');
  const createdAt = new Date(nowMs).toISOString();
  const notBefore = input.notBefore === undefined ? createdAt : instantOf('notBefore', input.notBefore);
  const expires = instantOf('expires', input.expires);
  const untilMs = Date.parse(expires);
  if (untilMs <= nowMs || untilMs <= Date.parse(notBefore)) throw badInput('expires', 'must be later');
  if (untilMs - nowMs > MAX_KEY_VALIDITY_MS) throw badInput('expires', 'must be within two years');
  await requireClient(tx, client, 'lock');
  const known = await listKeyRows(tx, client, createdAt, MAX_KEYS);
  if (known.filter((key) => key.revokedAt === null && Date.parse(key.expires) > nowMs).length >= MAX_KEYS) {
    throw badInput('client', `has ${String(MAX_KEYS)} keys already: revoke one first`);
  }
  const kid = await calculateJwkThumbprint({ ...jwk.data }, 'sha256');
  const key: ClientKey = { kid, client, notBefore, expires, revokedAt: null, createdAt };
  await insertKeyRow(tx, key, jwk.data);
  return key;
}

/** See `Registry.revokeClientKey`. Once revoked, it stays so since then. */
export async function revokeClientKey(
  tx: Transaction,
  { client, kid, nowMs }: { readonly client: string; readonly kid: string; readonly nowMs: number },
): Promise<ClientKey> {
  await requireClient(tx, client, 'lock');
  await revokeKeyRow(tx, client, kid, new Date(nowMs).toISOString());
  const key = await findKeyRow(tx, client, kid);
  if (key === undefined) throw new AppError('NOT_FOUND');
  const { publicJwk: _publicJwk, ...rest } = key;
  return rest;
}

function instantOf(path: string, text: string): string {
  const parsed = instant.safeParse(text);
  if (!parsed.success) throw badInput(path, 'must be a time in UTC after 1970, such as 2027-01-31T00:00:00Z');
  return new Date(parsed.data).toISOString();
}

function canonical(x: string): boolean {
  return Buffer.from(x, 'base64url').toString('base64url') === x;
}
