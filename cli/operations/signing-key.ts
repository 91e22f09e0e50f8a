import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StackProblem } from '../stack/problem.ts';
import type { KeyObject } from 'node:crypto';

const BASE64URL_32_BYTES = /^[A-Za-z0-9_-]{43}$/;

const publicKeySchema = z.object({
  client: z.string(),
  kid: z.string(),
  publicKey: z.string().regex(BASE64URL_32_BYTES),
});
const privateKeySchema = publicKeySchema.extend({ privateKey: z.string().regex(BASE64URL_32_BYTES) });

/** What the operator of the deployment is given. */
export type PublicKeyFile = z.output<typeof publicKeySchema>;
/** What stays with whoever signs. */
export type PrivateKeyFile = z.output<typeof privateKeySchema>;

/** Makes a key pair for a client: Ed25519, as the members `x` and `d` of its JWK (RFC 8037). */
export function generateSigningKey(client: string): PrivateKeyFile {
  const { x: publicKey = '', d: privateKey = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { client, kid: keyName(publicKey), publicKey, privateKey };
}

/** Name of a key: its thumbprint (RFC 7638, with the members of RFC 8037). @param publicKey 32 bytes in base64url */
export function keyName(publicKey: string): string {
  const members = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x: publicKey });
  return createHash('sha256').update(members).digest('base64url');
}

export function publicPart({ client, kid, publicKey }: PrivateKeyFile): PublicKeyFile {
  return { client, kid, publicKey };
}

/** The key as node:crypto signs with it. */
export function privateKeyOf({ publicKey, privateKey }: PrivateKeyFile): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey, d: privateKey }, format: 'jwk' });
}

/** Writes a file that only its owner can read. @throws StackProblem when there is one of this name: a key is never replaced */
export async function writeKeyFile(file: string, content: PublicKeyFile | PrivateKeyFile): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new StackProblem(`${file} cannot be written.`, { hint: 'An existing file is never replaced.', cause });
  }
}

/** @throws StackProblem when it is not the file of a private key, or names a key that it does not hold */
export async function readPrivateKey(file: string): Promise<PrivateKeyFile> {
  const key = await readKeyFile(file, privateKeySchema, 'a private key');
  if (key.kid !== keyName(key.publicKey)) throw new StackProblem(`${file} names a key that it does not hold.`);
  return key;
}

/** @throws StackProblem when it is not the file of a public key */
export async function readPublicKey(file: string): Promise<PublicKeyFile> {
  return readKeyFile(file, publicKeySchema, 'a public key');
}

async function readKeyFile<Key>(file: string, schema: z.ZodType<Key>, what: string): Promise<Key> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new StackProblem(`${file} is not ${what}.`, { hint: 'Make one: lifeready operations keygen', cause });
  }
}
