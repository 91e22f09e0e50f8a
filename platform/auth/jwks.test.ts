import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createJwksClient } from './jwks-client.ts';
import { parsePublicJwks } from './public-jwks.ts';
import { newSigningKey, START_MS } from './testing/token-fixture.ts';

const first = newSigningKey('first');
const second = newSigningKey('second');

describe('a key set', () => {
  test('[R-002] a key that shows private material is left out', async () => {
    const burnt = { ...second.jwk, d: second.privateKey.export({ format: 'jwk' }).d };
    expect([...(await parsePublicJwks({ keys: [first.jwk, burnt] })).keys()]).toEqual(['first']);
  });

  test('an imported key verifies only and is public', async () => {
    const key = (await parsePublicJwks({ keys: [first.jwk] })).get('first');
    expect(key).toMatchObject({ type: 'public', usages: ['verify'] });
  });

  test.each<[string, Record<string, unknown>]>([
    ['of another type', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
    ['a symmetric one', { kty: 'oct' }],
    ['of another curve', { crv: 'X25519' }],
    ['for encryption', { use: 'enc' }],
    ['for the polymorphic algorithm', { alg: 'EdDSA' }],
    ['of another length', { x: 'AAAA' }],
  ])('a key %s is left out', async (_name, change) => {
    expect([...(await parsePublicJwks({ keys: [first.jwk, { ...second.jwk, ...change }] })).keys()]).toEqual(['first']);
  });

  test.each<[string, unknown]>([
    ['no object', 'keys'],
    ['no list', { keys: first.jwk }],
    ['a key without an id', { keys: [{ ...first.jwk, kid: undefined }] }],
    ['one id twice', { keys: [first.jwk, { ...second.jwk, kid: 'first' }] }],
    ['too many keys', { keys: Array.from({ length: 17 }, (_, index) => ({ ...first.jwk, kid: String(index) })) }],
  ])('%s is refused as a whole', async (_name, jwks) => {
    await expect(parsePublicJwks(jwks)).rejects.toThrow();
  });
});

type Answer = () => Response;

/** An issuer whose answers a test decides; it counts the requests. */
function issuer(answer: Answer) {
  const clock = createManualClock(START_MS);
  const requests: RequestInit[] = [];
  const published = { answer };
  const client = createJwksClient({
    url: 'https://identity.example.test/.well-known/jwks.json',
    clock,
    fetch(_url, init) {
      requests.push(init ?? {});
      return new Promise((resolve) => {
        resolve(published.answer());
      });
    },
  });
  return Object.assign(published, { clock, requests, client });
}

function publishing(...published: { jwk: unknown }[]): Answer {
  return () => Response.json({ keys: published.map((key) => key.jwk) });
}

function down(): never {
  throw new TypeError('fetch failed');
}

describe('the key client', () => {
  test('[R-002] keys are fetched once, on first use, and shared by simultaneous callers', async () => {
    const { client, requests } = issuer(publishing(first));
    expect(requests).toHaveLength(0);
    const found = await Promise.all([client.get('first'), client.get('first'), client.get('other')]);
    expect(found.map((key) => key !== undefined)).toEqual([true, true, false]);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ redirect: 'error', signal: expect.any(AbortSignal) });
  });

  test('[R-002] an unknown key id causes a new request, at most once in 10 s', async () => {
    const fake = issuer(publishing(first));
    await fake.client.get('first');
    fake.answer = publishing(first, second);
    for (let step = 0; step < 9; step += 1) {
      fake.clock.advance(1000);
      expect(await fake.client.get('second')).toBeUndefined();
    }
    expect(fake.requests).toHaveLength(1);
    fake.clock.advance(1000);
    expect(await fake.client.get('second')).toBeDefined();
    expect(fake.requests).toHaveLength(2);
  });

  test('[R-068] a key taken out of the set is refused within 60 s', async () => {
    const fake = issuer(publishing(first, second));
    expect(await fake.client.get('first')).toBeDefined();
    fake.answer = publishing(second);
    fake.clock.advance(59_000);
    expect(await fake.client.get('first')).toBeDefined();
    fake.clock.advance(1000);
    expect(await fake.client.get('first')).toBeUndefined();
  });

  test('while the issuer is away known keys serve for 5 minutes, then nothing does', async () => {
    const fake = issuer(publishing(first));
    await fake.client.get('first');
    fake.answer = down;
    fake.clock.advance(299_000);
    expect(await fake.client.get('first')).toBeDefined();
    fake.clock.advance(1000);
    await expect(fake.client.get('first')).rejects.toThrow();
    fake.answer = publishing(first);
    fake.clock.advance(10_000);
    expect(await fake.client.get('first')).toBeDefined();
  });

  test('an issuer that starts late is asked again after a second', async () => {
    const fake = issuer(down);
    await expect(fake.client.get('first')).rejects.toThrow();
    fake.answer = publishing(first);
    await expect(fake.client.get('first')).rejects.toThrow();
    fake.clock.advance(1000);
    expect(await fake.client.get('first')).toBeDefined();
    expect(fake.requests).toHaveLength(2);
  });

  test.each<[string, () => Response]>([
    ['an error status', () => new Response(JSON.stringify({ keys: [first.jwk] }), { status: 500 })],
    ['no body', () => new Response(null, { status: 200 })],
    ['no JSON', () => new Response('<html>')],
    ['no key set', () => Response.json([])],
    ['an endless body', () => new Response(endless())],
  ])('%s leaves no keys', async (_name, answer) => {
    await expect(issuer(answer).client.get('first')).rejects.toThrow();
  });

  test('an endless body is given up', async () => {
    let cancelled = false;
    const fake = issuer(() => new Response(endless(() => (cancelled = true))));
    await expect(fake.client.get('first')).rejects.toThrow();
    expect(cancelled).toBe(true);
  });
});

function endless(onCancel: () => void = () => undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(16_384).fill(0x20));
    },
    cancel: onCancel,
  });
}
