import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { signManifest } from '../testing/sign-manifest.ts';
import { newSigningKey } from '../testing/signing-keys.ts';
import { keyIdOf, openManifest } from './manifest-token.ts';
import { readManifest } from './read-manifest.ts';

const PAYLOAD = {
  client: 'acme',
  notBefore: '2027-01-01T00:00:00Z',
  expires: '2027-04-01T00:00:00Z',
  manifest: { size: 'query Size { auditCheckpoint { size } }' },
};
const key = newSigningKey();
const jws = signManifest(PAYLOAD, { privateJwk: key.privateJwk, kid: 'a-key' });

/** The code of what is thrown; anything but an AppError fails the test. */
async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

describe('[R-060] whatever is sent as a manifest', () => {
  test('a text is refused as one, and never breaks anything', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.constantFrom('', '.', '..', '...', jws.slice(1)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anything,
          fc.array(anything, { maxLength: 4 }).map((parts) => parts.join('.')),
        ),
        async (text) => {
          expect(await codeOf(() => keyIdOf(text))).toBe('MANIFEST_INVALID');
        },
      ),
    );
  });

  test('a signature does not survive one other character of what is signed', async () => {
    const signed = jws.lastIndexOf('.');
    await fc.assert(
      fc.asyncProperty(fc.nat(signed - 1), fc.constantFrom(...'AZaz09_-'), async (at, character) => {
        fc.pre(jws[at] !== character && jws[at] !== '.');
        const changed = jws.slice(0, at) + character + jws.slice(at + 1);
        expect(await codeOf(() => openManifest(changed, key.publicJwk))).not.toBe('accepted');
      }),
    );
    expect(await codeOf(() => openManifest(jws, key.publicJwk))).toBe('accepted');
  });

  test('a value is read as documents with ids and texts, or refused with its place', async () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('query A { a }', '__proto__', 'constructor'));
    const value = fc.oneof(
      fc.anything(),
      fc.dictionary(text, text),
      fc.array(fc.tuple(text, text)),
      fc.record({
        format: fc.constant('apollo-persisted-query-manifest'),
        version: fc.constant(1),
        operations: fc.array(
          fc.record({ id: text, name: text, type: fc.constantFrom('query', 'mutation'), body: text }),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (manifest) => {
        const code = await codeOf(() => {
          const { documents } = readManifest(manifest, 'acme');
          for (const { id, body } of documents) {
            expect(id).toMatch(/^(x-[a-z0-9-]+:)?[A-Za-z0-9._~-]+$/);
            expect(body.length).toBeGreaterThan(0);
          }
        });
        expect(['accepted', 'MANIFEST_INVALID']).toContain(code);
      }),
      { numRuns: 500 },
    );
  });

  test('an object that carries its own prototype is read by its own keys alone', () => {
    const manifest: unknown = JSON.parse('{"__proto__": "query A { a }", "good": "query B { b }"}');
    expect(readManifest(manifest, 'acme').documents.map(({ id }) => id)).toEqual(['__proto__', 'good']);
  });
});
