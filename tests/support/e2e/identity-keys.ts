import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SignJWT, decodeJwt, importJWK } from 'jose';
import { z } from 'zod';
import { sharedStack } from './shared-stack.ts';
import type { JWK, JWTPayload } from 'jose';

const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string(), x: z.string() })).min(1) });

export type TokenKey = JWK & { readonly kid: string };

/** The key that identity of the shared stack signs tokens with: so that a forged token differs in the named thing alone. */
export async function identityKey(): Promise<TokenKey> {
  const file = path.join(sharedStack().state, 'keys', 'identity', 'token-keys.json');
  return keysSchema.parse(JSON.parse(await readFile(file, 'utf8'))).keys[0] as TokenKey;
}

/** The same token with some claims changed, signed by identity's key. @param typ media type of the header */
export async function resigned(
  token: string,
  typ: 'at+jwt' | 'ctx+jwt',
  changes: JWTPayload,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const privateJwk = await identityKey();
  const key = await importJWK({ ...privateJwk, alg: 'Ed25519' }, 'Ed25519');
  return new SignJWT({ ...decodeJwt(token), ...changes })
    .setProtectedHeader({ alg: 'Ed25519', typ, kid: privateJwk.kid, ...header })
    .sign(key);
}
