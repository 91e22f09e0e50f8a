import { createHash } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import { AppError } from '#platform/errors';
import { CLIENT_NAME } from '../../documents/clients.ts';
import { instant } from '../instant.ts';
import { invalidManifest } from './invalid-manifest.ts';
import type { JWK } from 'jose';
import type { PublicJwk } from '../types.ts';

export const MANIFEST_TYPE = 'lifeready-manifest+jws';
const ALGORITHMS = ['Ed25519', 'EdDSA'] as const;
/** A manifest travels in the body of one request, which is bounded more tightly. */
const MAX_CHARACTERS = 1_000_000;

/** Exactly these: a header that says more (`jku`, `jwk`, `b64`, `crit`) wants something that is not done here. */
const header = z.strictObject({
  alg: z.enum(ALGORITHMS),
  kid: z.string().min(1).max(100),
  typ: z.literal(MANIFEST_TYPE),
});

const payload = z.strictObject({
  client: z.string().regex(CLIENT_NAME),
  notBefore: instant,
  expires: instant,
  manifest: z.unknown(),
});

export type ManifestPayload = z.output<typeof payload>;

/** @returns which key a manifest says it is signed with, before anything of it is believed. @throws AppError MANIFEST_INVALID */
export function keyIdOf(jws: string): string {
  if (jws.length > MAX_CHARACTERS)
    throw invalidManifest('jws', `must have at most ${String(MAX_CHARACTERS)} characters`);
  try {
    return header.parse(decodeProtectedHeader(jws)).kid;
  } catch {
    throw invalidManifest('jws', `is not a compact JWS of type ${MANIFEST_TYPE} with alg Ed25519 and a kid`);
  }
}

/**
 * @param key the registered key of that id
 * @throws AppError MANIFEST_SIGNATURE_INVALID, or MANIFEST_INVALID when what is signed is not in order
 */
export async function openManifest(
  jws: string,
  key: PublicJwk,
): Promise<{ readonly payload: ManifestPayload; readonly contentHash: Buffer }> {
  let bytes: Uint8Array;
  try {
    const imported = await importJWK(key as unknown as JWK, 'Ed25519');
    ({ payload: bytes } = await compactVerify(jws, imported, { algorithms: [...ALGORITHMS] }));
  } catch (cause) {
    throw new AppError('MANIFEST_SIGNATURE_INVALID', { cause });
  }
  const result = payload.safeParse(jsonOf(bytes));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalidManifest(issue?.path.map(String).join('.') ?? 'jws', issue?.message ?? 'is not valid');
  }
  // Of what is signed, not of the text it came in: base64url has several spellings of one signature.
  return { payload: result.data, contentHash: createHash('sha256').update(bytes).digest() };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalidManifest('jws', 'is not JSON in UTF-8');
  }
}
