import { randomBytes } from 'node:crypto';
import { argon2id, hash, verify } from 'argon2';
import { isWeakerThan } from './argon2-parameters.ts';
import type { Passwords } from '../domain/ports.ts';
import type { Argon2Parameters } from './argon2-parameters.ts';
import type { WorkSlots } from './work-slots.ts';

const HASH_BYTES = 32;

/**
 * Argon2id (RFC 9106) with explicit parameters, which the encoded hash shows. For somebody unknown a hash of nobody's password,
 * made with the same parameters, is verified instead, so that the answer takes as long.
 */
export async function createPasswords(parameters: Argon2Parameters, slots: WorkSlots): Promise<Passwords> {
  const options = {
    type: argon2id,
    hashLength: HASH_BYTES,
    memoryCost: parameters.memoryKib,
    timeCost: parameters.timeCost,
    parallelism: parameters.parallelism,
  } as const;
  const hashOf = (password: string): Promise<string> => slots.run(() => hash(password, options));
  const nobodysHash = await hashOf(randomBytes(HASH_BYTES).toString('base64url'));
  return {
    hash: hashOf,
    verify: async (passwordHash, password) => {
      const matches = await slots.run(() => verify(passwordHash ?? nobodysHash, password));
      return matches && passwordHash !== undefined;
    },
    isWeak: (passwordHash) => isWeakerThan(passwordHash, parameters),
  };
}
