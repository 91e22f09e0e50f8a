import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';

/** RFC 2104 section 3: a key as long as the hash output; shorter weakens the MAC, longer adds nothing. */
const SECRET_BYTES = 32;
/** 32 bytes in base64url without padding, in the one canonical spelling (the two unused bits are zero). */
const SECRET_PATTERN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const SERVICE_NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** No quote, backslash or space: the id stands in a quoted string of the signature input as it is. */
const KEY_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const MAX_KEYS = 256;

/** One secret shared by one caller and one callee. The secret is a `KeyObject`, so that logging or serialising it shows nothing. */
export interface ServiceKey {
  readonly id: string;
  readonly caller: string;
  readonly callee: string;
  readonly secret: KeyObject;
}

/** The written form of a key; `secret` is base64url. */
export interface ServiceKeyEntry {
  readonly id: string;
  readonly caller: string;
  readonly callee: string;
  readonly secret: string;
}

const serviceKeyEntry = z
  .strictObject({
    id: z.string().regex(KEY_ID),
    caller: z.string().regex(SERVICE_NAME),
    callee: z.string().regex(SERVICE_NAME),
    secret: z.string().regex(SECRET_PATTERN, 'must be 32 bytes in base64url'),
  })
  .refine((key) => key.caller !== key.callee, 'caller and callee must differ');

const serviceKeyEntries = z.array(serviceKeyEntry).max(MAX_KEYS);

/**
 * Reads the service keys of one process.
 * @param json text of an array of `{id, caller, callee, secret}`; the order within a pair says which key signs (the first)
 * @throws Error that names the offending entries and never holds a secret
 */
export function parseServiceKeys(json: string): ServiceKey[] {
  return parseServiceKeyEntries(json).map(({ secret, ...key }) => ({
    ...key,
    secret: createSecretKey(Buffer.from(secret, 'base64url')),
  }));
}

/** The same, in their written form: for programs that write key files. */
export function parseServiceKeyEntries(json: string): ServiceKeyEntry[] {
  const result = serviceKeyEntries.safeParse(parseJson(json));
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `[${issue.path.join('.')}] ${issue.message}`);
    throw new Error(`the service keys are not valid: ${problems.join('; ')}`);
  }
  refuseRepetition(result.data);
  return result.data;
}

/**
 * A fresh key for one pair, in its written form.
 * @param generation last part of the key id; higher for each rotation of the pair
 */
export function generateServiceKey(caller: string, callee: string, generation = 1): ServiceKeyEntry {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id: `${caller}.${callee}.${String(generation)}`, caller, callee, secret };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message quotes the text, which holds secrets.
    throw new Error('the service keys are not valid JSON');
  }
}

/** One id must mean one key, and a secret used by two pairs would let one service speak as another. */
function refuseRepetition(entries: readonly ServiceKeyEntry[]): void {
  if (new Set(entries.map((key) => key.id)).size !== entries.length) throw new Error('the service keys repeat an id');
  if (new Set(entries.map((key) => key.secret)).size !== entries.length)
    throw new Error('the service keys repeat a secret');
}
