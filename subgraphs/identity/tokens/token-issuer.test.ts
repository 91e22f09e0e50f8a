import { describe, expect, test } from '@jest/globals';
import { createAccessTokenVerifier } from '#platform/auth';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { generateTokenKeys } from '../../../cli/stack/keys/generate.ts';
import { createTokenIssuer } from './token-issuer.ts';
import { createKeyRing, tokenKeysSchema } from './token-keys.ts';

const ISSUER = 'https://identity.example.test';
const AUDIENCE = 'https://api.example.test';
const START_MS = 1_790_000_000_000;

type Status = 'current' | 'next' | 'previous';
const newKey = (): Record<string, string> => ({ ...generateTokenKeys().keys[0] });
const ringOf = (...keys: readonly (readonly [Record<string, string>, Status])[]) =>
  createKeyRing(tokenKeysSchema.parse({ keys: keys.map(([key, status]) => ({ ...key, status })) }));

describe('[R-003] rotating the token key', () => {
  test('the new key signs at once; tokens of the old one verify while it is published, and fail when it is taken out', async () => {
    const clock = createManualClock(START_MS);
    const [old, fresh] = [newKey(), newKey()];
    const before = await ringOf([old, 'current'], [fresh, 'next']);
    const overlap = await ringOf([fresh, 'current'], [old, 'previous']);
    const after = await ringOf([fresh, 'current']);
    const issue = (keys: typeof before) =>
      createTokenIssuer({ issuer: ISSUER, audience: AUDIENCE, keys, clock }).access({
        sub: newId(),
        sid: newId(),
        tenantId: newId(),
        clientId: 'web',
        acr: 'aal2',
        amr: ['pwd', 'otp'],
        authTime: START_MS / 1000,
      });
    const verifyWith = (ring: typeof before) =>
      createAccessTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: ring.verificationKeys, clock });
    const [ofOld, ofFresh] = [(await issue(before)).token, (await issue(overlap)).token];
    for (const ring of [before, overlap]) {
      await verifyWith(ring)(ofOld);
      await verifyWith(ring)(ofFresh);
    }
    await verifyWith(after)(ofFresh);
    await expect(verifyWith(after)(ofOld)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
