import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentDigest } from './content-digest.ts';
import { createRequestSigner } from './request-signer.ts';
import { splitRequestTarget } from './request-target.ts';
import { createRequestVerifier, UNREAD_BODY } from './request-verifier.ts';
import {
  BODY,
  createPair,
  expectRefusal,
  KEY_ENTRIES,
  keys,
  outgoing,
  rememberAll,
} from './testing/signing-fixture.ts';

let pair = createPair();
beforeEach(() => {
  pair = createPair();
});

describe('a signed request', () => {
  test('is accepted once, and its caller, key and body are known', async () => {
    expect(await pair.verify(pair.sent())).toEqual({
      caller: 'gateway',
      keyId: 'gateway.vault.1',
      bodyVerified: true,
      contentDigest: undefined,
    });
  });

  test.each([
    ['without a body', { method: 'GET', body: undefined }],
    ['with a query', { query: '?a=1&b=%20' }],
    ['without authorization and request id', { headers: {} }],
    ['with header names in another case', { headers: { Authorization: 'Bearer t', 'X-Request-Id': 'r' } }],
    ['with white space around a value', { headers: { authorization: ' Bearer t ' } }],
  ])('%s is accepted', async (_name, change) => {
    expect(await pair.verify(pair.sent(change))).toMatchObject({ caller: 'gateway', bodyVerified: true });
  });

  test('verifies with nothing but the two standards', () => {
    const { headers } = pair.sent();
    const parameters = headers['signature-input']?.slice('sig1='.length) ?? '';
    const base = [
      '"@method": POST',
      '"@path": /graphql',
      '"@query": ?',
      `"content-digest": ${contentDigest(BODY)}`,
      '"authorization": Bearer context-token',
      '"x-request-id": r-1',
      '"x-lifeready-callee": vault',
      `"@signature-params": ${parameters}`,
    ].join('\n');
    const mac = createHmac('sha256', Buffer.from(KEY_ENTRIES[0]?.secret ?? '', 'base64url'))
      .update(base)
      .digest('base64');
    expect(headers['signature']).toBe(`sig1=:${mac}:`);
  });

  test('any request survives the way unchanged', async () => {
    const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~%!$&\'"()*+,;=:@/[]{}|\\^`<>') });
    const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_. ') });
    await fc.assert(
      fc.asyncProperty(ascii, ascii, token, fc.uint8Array({ maxLength: 200 }), async (path, query, value, body) => {
        const request = pair.sent({
          path: `/${path}`,
          query: query === '' ? '' : `?${query}`,
          body,
          headers: { authorization: value },
        });
        expect(await pair.verify(request)).toMatchObject({ caller: 'gateway', bodyVerified: true });
      }),
    );
  });
});

describe('rotation', () => {
  test('the first key listed for the pair signs, every listed one is accepted', async () => {
    const rotated = createRequestSigner({ keys: [...keys].reverse(), caller: 'gateway', clock: pair.clock });
    const request = outgoing();
    const headers = { ...request.headers, ...rotated(request) };
    expect(await pair.verify({ ...request, body: BODY, headers })).toMatchObject({ keyId: 'gateway.vault.2' });
  });

  test('a removed key is refused', async () => {
    const remaining = keys.filter((key) => key.id !== 'gateway.vault.1');
    const verify = createRequestVerifier({
      keys: remaining,
      callee: 'vault',
      clock: pair.clock,
      nonces: rememberAll(),
    });
    await expectRefusal(verify(pair.sent()), 'key id');
  });
});

describe('streamed bodies', () => {
  test('a stream is openly not covered', async () => {
    const request = pair.sent({ body: undefined, streamed: true });
    expect(await pair.verify({ ...request, body: UNREAD_BODY })).toMatchObject({
      bodyVerified: false,
      contentDigest: undefined,
    });
  });

  test('a stream is not believed even when the callee happened to read it', async () => {
    expect(await pair.verify({ ...pair.sent({ body: undefined, streamed: true }), body: BODY })).toMatchObject({
      bodyVerified: false,
    });
  });

  test('a stream with a digest known in advance hands the digest on', async () => {
    const request = pair.sent({ body: undefined, contentDigest: contentDigest(BODY) });
    expect(await pair.verify({ ...request, body: UNREAD_BODY })).toMatchObject({
      bodyVerified: false,
      contentDigest: contentDigest(BODY),
    });
    const again = pair.sent({ body: undefined, contentDigest: contentDigest(BODY) });
    expect(await pair.verify({ ...again, body: BODY })).toMatchObject({ bodyVerified: true });
  });

  test.each<[string, object]>([
    ['a stream object without a digest', { body: new ReadableStream() }],
    ['a body and a digest', { contentDigest: contentDigest(BODY) }],
    ['a body called streamed', { streamed: true }],
    ['a digest in another form', { body: undefined, contentDigest: 'sha-512=:AAAA:' }],
    ['a path with a query in it', { path: '/a?b' }],
    ['a path with a line break', { path: '/a\n"@query": ?' }],
    ['a query without its question mark', { query: 'a=1' }],
    ['a field the signer sets', { headers: { 'X-LifeReady-Callee': 'audit' } }],
    ['a list as a field', { headers: { authorization: ['a', 'b'] } }],
    ['an unknown callee', { callee: 'nobody' }],
  ])('%s is not signed', (_name, change) => {
    expect(() => pair.sign({ ...outgoing(), ...change })).toThrow();
  });
});

test('a request target is split without decoding it', () => {
  expect(splitRequestTarget('/a%2Fb?c=%20?d')).toEqual({ path: '/a%2Fb', query: '?c=%20?d' });
  expect(splitRequestTarget('/a')).toEqual({ path: '/a', query: '' });
});
