import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentDigest } from './content-digest.ts';
import type { IncomingServiceRequest } from './request-verifier.ts';
import { componentList, computeSignature, coveredComponents, signatureBase } from './signature-base.ts';
import { formatParameters } from './signature-fields.ts';
import { BODY, createPair, expectRefusal, keys, START_MS, withHeaders } from './testing/signing-fixture.ts';

let pair = createPair();
beforeEach(() => {
  pair = createPair();
});

/** A caller that holds the key but does not keep to the rules: signs whatever fields it is given. */
function unruly(fields: Record<string, string>, body?: Uint8Array): IncomingServiceRequest {
  const request = { method: 'POST', path: '/graphql', query: '' };
  const key = keys[0];
  if (key === undefined) throw new Error('no key');
  const components = coveredComponents({ ...request, fields: new Map(Object.entries(fields)) });
  const parameters = formatParameters(componentList(components), {
    created: START_MS / 1000,
    nonce: 'n'.repeat(22),
    keyId: key.id,
  });
  const signature = computeSignature(signatureBase(components, parameters), key.secret).toString('base64');
  return {
    ...request,
    body,
    headers: { ...fields, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${signature}:` },
  };
}

describe('a changed request is refused', () => {
  test.each<[string, Partial<IncomingServiceRequest>]>([
    ['method', { method: 'PUT' }],
    ['path', { path: '/graphq1' }],
    ['query', { query: '?x' }],
    ['body', { body: Buffer.from('{"query":"{ me { ID } }"}') }],
    ['body left out', { body: undefined }],
  ])('%s', async (_name, change) => {
    await expectRefusal(pair.verify({ ...pair.sent(), ...change }));
  });

  test.each<[string, Record<string, string | string[] | undefined>]>([
    ['authorization changed', { authorization: 'Bearer other' }],
    ['authorization left out', { authorization: undefined }],
    ['request id changed', { 'x-request-id': 'r-2' }],
    ['request id left out', { 'x-request-id': undefined }],
    ['client added', { 'x-lifeready-client': 'mobile' }],
    ['idempotency key added', { 'x-lifeready-idempotency': 'a-key-of-16-chars.hash' }],
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
    await expectRefusal(pair.verify(withHeaders(pair.sent(), change)));
  });

  test('any single changed character of a signed field', async () => {
    const names = [
      'authorization',
      'content-digest',
      'signature',
      'signature-input',
      'x-lifeready-callee',
      'x-request-id',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom(...'aZ0"=:;( '),
        async (name, position, character) => {
          const request = pair.sent();
          const value = request.headers[name] ?? '';
          const at = position % value.length;
          const changed = `${value.slice(0, at)}${character}${value.slice(at + 1)}`;
          fc.pre(changed.trim() !== value);
          await expectRefusal(pair.verify(withHeaders(request, { [name]: changed })));
        },
      ),
    );
  });

  test('an Authorization header or request id that the signature does not cover', async () => {
    await expectRefusal(
      pair.verify(withHeaders(pair.sent({ headers: {} }), { authorization: 'Bearer stolen' })),
      'does not cover',
    );
    await expectRefusal(
      pair.verify(withHeaders(pair.sent({ headers: {} }), { 'x-request-id': 'r-9' })),
      'does not cover',
    );
  });

  test('every other spelling of the signature fields', async () => {
    const request = pair.sent();
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
    for (const changed of inputs)
      await expectRefusal(pair.verify(withHeaders(request, { 'signature-input': changed })));
    for (const changed of [
      signature.replace('sig1', 'sig2'),
      `${signature}, sig2=:AAAA:`,
      signature.slice(0, -2),
      '',
    ]) {
      await expectRefusal(pair.verify(withHeaders(request, { signature: changed })));
    }
  });
});

describe('a caller that signs what it should not is refused', () => {
  const callee = { 'x-lifeready-callee': 'vault' };
  const digest = { 'content-digest': contentDigest(BODY) };

  test('the unruly caller is accepted when it keeps to the rules', async () => {
    expect(await pair.verify(unruly({ ...callee, ...digest }, BODY))).toMatchObject({ bodyVerified: true });
  });

  test.each<[string, Record<string, string>, string]>([
    ['no callee', digest, 'addressed to another service'],
    ['another callee', { 'x-lifeready-callee': 'audit', ...digest }, 'addressed to another service'],
    ['neither a digest nor a stream', callee, 'body is not covered'],
    ['a body mark nobody knows', { ...callee, 'x-lifeready-body': 'chunked' }, 'body is not covered'],
    ['a digest and a stream', { ...callee, ...digest, 'x-lifeready-body': 'streamed' }, 'both covered and streamed'],
    ['a digest of another kind', { ...callee, 'content-digest': 'sha-512=:AAAA:' }, 'not in the accepted form'],
    [
      'two digests',
      { ...callee, 'content-digest': `${contentDigest(BODY)}, ${contentDigest(BODY)}` },
      'not in the accepted form',
    ],
  ])('%s', async (_name, fields, reason) => {
    await expectRefusal(pair.verify(unruly(fields, BODY)), reason);
  });
});
