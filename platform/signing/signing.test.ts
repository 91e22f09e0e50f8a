import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock } from '#platform/clock';
import { contentDigest } from './content-digest.ts';
import type { NonceStore } from './nonce-store.ts';
import { createRequestSigner } from './request-signer.ts';
import type { OutgoingRequest } from './request-signer.ts';
import { splitRequestTarget } from './request-target.ts';
import { createRequestVerifier, UNREAD_BODY } from './request-verifier.ts';
import type { IncomingServiceRequest } from './request-verifier.ts';
import { generateServiceKey, parseServiceKeys } from './service-keys.ts';
import { componentList, computeSignature, coveredComponents, signatureBase } from './signature-base.ts';
import { formatParameters } from './signature-fields.ts';

const START_MS = 1_790_000_000_000;
const KEYS = [
  generateServiceKey('gateway', 'vault', 1),
  generateServiceKey('gateway', 'vault', 2),
  generateServiceKey('case', 'vault', 1),
  generateServiceKey('gateway', 'audit', 1),
];
const keys = parseServiceKeys(JSON.stringify(KEYS));
const BODY = Buffer.from('{"query":"{ me { id } }"}');

/** A nonce store in its simplest true form; expiry is the business of the shared state. */
function rememberAll(): NonceStore {
  const seen = new Set<string>();
  return {
    claim(nonce) {
      const first = !seen.has(nonce);
      seen.add(nonce);
      return Promise.resolve(first);
    },
  };
}

let clock = createManualClock(START_MS);
let sign = createRequestSigner({ keys, caller: 'gateway', clock });
let verify = createRequestVerifier({ keys, callee: 'vault', clock, nonces: rememberAll() });

beforeEach(() => {
  clock = createManualClock(START_MS);
  sign = createRequestSigner({ keys, caller: 'gateway', clock });
  verify = createRequestVerifier({ keys, callee: 'vault', clock, nonces: rememberAll() });
});

function outgoing(change: Partial<OutgoingRequest> = {}): OutgoingRequest {
  const headers = { authorization: 'Bearer context-token', 'x-request-id': 'r-1', accept: 'application/json' };
  return { callee: 'vault', method: 'POST', path: '/graphql', query: '', headers, body: BODY, ...change };
}

/** Signs and sends: what the callee would receive. */
function sent(change: Partial<OutgoingRequest> = {}): IncomingServiceRequest & { headers: Record<string, string> } {
  const request = outgoing(change);
  const { method, path, query, body } = request;
  return { method, path, query, body, headers: { ...(request.headers as Record<string, string>), ...sign(request) } };
}

function withHeaders(request: ReturnType<typeof sent>, change: Record<string, string | string[] | undefined>): IncomingServiceRequest {
  return { ...request, headers: { ...request.headers, ...change } };
}

/** A caller that holds the key but does not keep to the rules: signs whatever fields it is given. */
function unruly(fields: Record<string, string>, body?: Uint8Array): IncomingServiceRequest {
  const request = { method: 'POST', path: '/graphql', query: '' };
  const key = keys[0];
  if (key === undefined) throw new Error('no key');
  const components = coveredComponents({ ...request, fields: new Map(Object.entries(fields)) });
  const parameters = formatParameters(componentList(components), { created: START_MS / 1000, nonce: 'n'.repeat(22), keyId: key.id });
  const signature = computeSignature(signatureBase(components, parameters), key.secret).toString('base64');
  return { ...request, body, headers: { ...fields, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${signature}:` } };
}

async function expectRefusal(request: IncomingServiceRequest, reason?: string): Promise<void> {
  await expect(verify(request)).rejects.toMatchObject({
    code: 'SERVICE_SIGNATURE_INVALID',
    // The reason is for the log alone.
    detail: undefined,
    ...(reason === undefined ? {} : { cause: expect.objectContaining({ message: expect.stringContaining(reason) }) }),
  });
}

describe('a signed request', () => {
  test('is accepted once, and its caller, key and body are known', async () => {
    expect(await verify(sent())).toEqual({ caller: 'gateway', keyId: 'gateway.vault.1', bodyVerified: true, contentDigest: undefined });
  });

  test.each([
    ['without a body', { method: 'GET', body: undefined }],
    ['with a query', { query: '?a=1&b=%20' }],
    ['without authorization and request id', { headers: {} }],
    ['with header names in another case', { headers: { Authorization: 'Bearer t', 'X-Request-Id': 'r' } }],
    ['with white space around a value', { headers: { authorization: ' Bearer t ' } }],
  ])('%s is accepted', async (_name, change) => {
    expect(await verify(sent(change))).toMatchObject({ caller: 'gateway', bodyVerified: true });
  });

  test('verifies with nothing but the two standards', () => {
    const { headers } = sent();
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
    const mac = createHmac('sha256', Buffer.from(KEYS[0]?.secret ?? '', 'base64url')).update(base).digest('base64');
    expect(headers['signature']).toBe(`sig1=:${mac}:`);
  });

  test('any request survives the way unchanged', async () => {
    const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~%!$&\'"()*+,;=:@/[]{}|\\^`<>') });
    const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_. ') });
    await fc.assert(
      fc.asyncProperty(ascii, ascii, token, fc.uint8Array({ maxLength: 200 }), async (path, query, value, body) => {
        const request = sent({ path: `/${path}`, query: query === '' ? '' : `?${query}`, body, headers: { authorization: value } });
        expect(await verify(request)).toMatchObject({ caller: 'gateway', bodyVerified: true });
      }),
    );
  });
});

describe('a changed request is refused', () => {
  test.each<[string, Partial<IncomingServiceRequest>]>([
    ['method', { method: 'PUT' }],
    ['path', { path: '/graphq1' }],
    ['query', { query: '?x' }],
    ['body', { body: Buffer.from('{"query":"{ me { ID } }"}') }],
    ['body left out', { body: undefined }],
  ])('%s', async (_name, change) => {
    await expectRefusal({ ...sent(), ...change });
  });

  test.each<[string, Record<string, string | string[] | undefined>]>([
    ['authorization changed', { authorization: 'Bearer other' }],
    ['authorization left out', { authorization: undefined }],
    ['request id changed', { 'x-request-id': 'r-2' }],
    ['request id left out', { 'x-request-id': undefined }],
    ['callee changed', { 'x-lifeready-callee': 'audit' }],
    ['callee left out', { 'x-lifeready-callee': undefined }],
    ['digest of another body', { 'content-digest': contentDigest(Buffer.from('x')) }],
    ['digest left out', { 'content-digest': undefined }],
    ['digest given up for a stream', { 'content-digest': undefined, 'x-lifeready-body': 'streamed' }],
    ['stream mark added', { 'x-lifeready-body': 'streamed' }],
    ['signature left out', { signature: undefined }],
    ['signature input left out', { 'signature-input': undefined }],
    ['a field given twice', { authorization: ['Bearer context-token', 'Bearer context-token'] }],
    ['a field given in two cases', { Authorization: 'Bearer other' }],
    ['a line break in a field', { 'x-request-id': 'r-1\n"@method": GET' }],
  ])('%s', async (_name, change) => {
    await expectRefusal(withHeaders(sent(), change));
  });

  test('any single changed character of a signed field', async () => {
    const names = ['authorization', 'content-digest', 'signature', 'signature-input', 'x-lifeready-callee', 'x-request-id'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.constantFrom(...'aZ0"=:;( '), async (name, position, character) => {
        const request = sent();
        const value = request.headers[name] ?? '';
        const at = position % value.length;
        const changed = `${value.slice(0, at)}${character}${value.slice(at + 1)}`;
        fc.pre(changed.trim() !== value);
        await expectRefusal(withHeaders(request, { [name]: changed }));
      }),
    );
  });

  test('an Authorization header or request id that the signature does not cover', async () => {
    await expectRefusal(withHeaders(sent({ headers: {} }), { authorization: 'Bearer stolen' }), 'does not cover');
    await expectRefusal(withHeaders(sent({ headers: {} }), { 'x-request-id': 'r-9' }), 'does not cover');
  });

  test('every other spelling of the signature fields', async () => {
    const request = sent();
    const input = request.headers['signature-input'] ?? '';
    const signature = request.headers['signature'] ?? '';
    const inputs = [
      input.replace('sig1', 'sig2'),
      input.replace('sig1=', 'sig1= '),
      input.replace(';created', '; created'),
      `${input}, sig2=("@method")`,
      `${input};expires=9999999999`,
      input.replace('hmac-sha256', 'none'),
      input.replace(';alg="hmac-sha256"', ''),
      input.replace('tag="lifeready"', 'tag="other"'),
      input.replace(' "authorization"', ''),
      input.replace('"@method" "@path"', '"@path" "@method"'),
      input.replace('"@method"', '"@method";req'),
      input.replace(/created=(\d+)/, 'created=0$1'),
      input.replace(/created=(\d+)/, 'created=-$1'),
      input.replace(/nonce="[^"]+"/, 'nonce="short"'),
      `${input};note="${'x'.repeat(600)}"`,
      '',
    ];
    for (const changed of inputs) await expectRefusal(withHeaders(request, { 'signature-input': changed === '' ? '' : `${changed}` }));
    for (const changed of [signature.replace('sig1', 'sig2'), `${signature}, sig2=:AAAA:`, signature.slice(0, -2), '']) {
      await expectRefusal(withHeaders(request, { signature: changed }));
    }
  });
});

describe('a caller that signs what it should not is refused', () => {
  const callee = { 'x-lifeready-callee': 'vault' };
  const digest = { 'content-digest': contentDigest(BODY) };

  test('the unruly caller is accepted when it keeps to the rules', async () => {
    expect(await verify(unruly({ ...callee, ...digest }, BODY))).toMatchObject({ bodyVerified: true });
  });

  test.each<[string, Record<string, string>, string]>([
    ['no callee', digest, 'addressed to another service'],
    ['another callee', { 'x-lifeready-callee': 'audit', ...digest }, 'addressed to another service'],
    ['neither a digest nor a stream', callee, 'body is not covered'],
    ['a body mark nobody knows', { ...callee, 'x-lifeready-body': 'chunked' }, 'body is not covered'],
    ['a digest and a stream', { ...callee, ...digest, 'x-lifeready-body': 'streamed' }, 'both covered and streamed'],
    ['a digest of another kind', { ...callee, 'content-digest': 'sha-512=:AAAA:' }, 'not in the accepted form'],
    ['two digests', { ...callee, 'content-digest': `${contentDigest(BODY)}, ${contentDigest(BODY)}` }, 'not in the accepted form'],
  ])('%s', async (_name, fields, reason) => {
    await expectRefusal(unruly(fields, BODY), reason);
  });
});

describe('a late, repeated or wrongly addressed request is refused', () => {
  test('a second time', async () => {
    const request = sent();
    await verify(request);
    await expectRefusal(request, 'seen before');
  });

  test('outside the skew in either direction, and not within it', async () => {
    const early = sent();
    clock.advance(30_000);
    await expect(verify(early)).resolves.toMatchObject({ caller: 'gateway' });
    const late = sent();
    clock.advance(31_000);
    await expectRefusal(late, 'too old');
    const future = sent();
    clock.advance(-31_000);
    await expectRefusal(future, 'from the future');
  });

  test('when it was meant for another service', async () => {
    await expectRefusal(sent({ callee: 'audit' }), 'addressed to another service');
  });

  test('when its key belongs to another pair, even if the secret is known to the callee', async () => {
    const elsewhere = { ...sent({ callee: 'audit' }) };
    await expectRefusal(withHeaders(elsewhere, { 'x-lifeready-callee': 'vault' }), 'key id');
  });

  test('when another caller signs with its own key under a foreign key id', async () => {
    const impostor = createRequestSigner({ keys, caller: 'case', clock });
    const request = sent();
    const signed = impostor(outgoing());
    const renamed = signed['signature-input']?.replace('case.vault.1', 'gateway.vault.1');
    await expectRefusal(withHeaders(request, { ...signed, 'signature-input': renamed }), 'does not match');
  });

  test('when the nonce store cannot tell', async () => {
    verify = createRequestVerifier({ keys, callee: 'vault', clock, nonces: { claim: () => Promise.reject(new Error('down')) } });
    await expectRefusal(sent(), 'could not be checked');
  });

  test('a refused request does not use up its nonce', async () => {
    const request = sent();
    await expectRefusal({ ...request, body: Buffer.from('x') });
    await expect(verify(request)).resolves.toMatchObject({ caller: 'gateway' });
  });
});

describe('rotation', () => {
  test('the first key listed for the pair signs, every listed one is accepted', async () => {
    const rotated = createRequestSigner({ keys: [...keys].reverse(), caller: 'gateway', clock });
    const request = outgoing();
    const headers = { ...request.headers, ...rotated(request) };
    expect(await verify({ ...request, body: BODY, headers })).toMatchObject({ keyId: 'gateway.vault.2' });
  });

  test('a removed key is refused', async () => {
    const remaining = keys.filter((key) => key.id !== 'gateway.vault.1');
    verify = createRequestVerifier({ keys: remaining, callee: 'vault', clock, nonces: rememberAll() });
    await expectRefusal(sent(), 'key id');
  });
});

describe('streamed bodies', () => {
  test('a stream is openly not covered', async () => {
    const request = sent({ body: undefined, streamed: true });
    expect(await verify({ ...request, body: UNREAD_BODY })).toMatchObject({ bodyVerified: false, contentDigest: undefined });
  });

  test('a stream is not believed even when the callee happened to read it', async () => {
    expect(await verify({ ...sent({ body: undefined, streamed: true }), body: BODY })).toMatchObject({ bodyVerified: false });
  });

  test('a stream with a digest known in advance hands the digest on', async () => {
    const request = sent({ body: undefined, contentDigest: contentDigest(BODY) });
    expect(await verify({ ...request, body: UNREAD_BODY })).toMatchObject({ bodyVerified: false, contentDigest: contentDigest(BODY) });
    await expect(verify({ ...sent({ body: undefined, contentDigest: contentDigest(BODY) }), body: BODY })).resolves.toMatchObject({ bodyVerified: true });
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
    expect(() => sign({ ...outgoing(), ...change })).toThrow();
  });
});

test('a request target is split without decoding it', () => {
  expect(splitRequestTarget('/a%2Fb?c=%20?d')).toEqual({ path: '/a%2Fb', query: '?c=%20?d' });
  expect(splitRequestTarget('/a')).toEqual({ path: '/a', query: '' });
});
