import { beforeEach, describe, expect, test } from '@jest/globals';
import { createRequestSigner } from './request-signer.ts';
import { createRequestVerifier } from './request-verifier.ts';
import { createPair, expectRefusal, keys, outgoing, withHeaders } from './testing/signing-fixture.ts';

let pair = createPair();
beforeEach(() => {
  pair = createPair();
});

describe('a late, repeated or wrongly addressed request is refused', () => {
  test('a second time', async () => {
    const request = pair.sent();
    await pair.verify(request);
    await expectRefusal(pair.verify(request), 'seen before');
  });

  test('outside the skew in either direction, and not within it', async () => {
    const early = pair.sent();
    pair.clock.advance(30_000);
    await expect(pair.verify(early)).resolves.toMatchObject({ caller: 'gateway' });
    const late = pair.sent();
    pair.clock.advance(31_000);
    await expectRefusal(pair.verify(late), 'too old');
    const future = pair.sent();
    pair.clock.advance(-31_000);
    await expectRefusal(pair.verify(future), 'from the future');
  });

  test('when it was meant for another service', async () => {
    await expectRefusal(pair.verify(pair.sent({ callee: 'audit' })), 'addressed to another service');
  });

  test('when its key belongs to another pair, even if the secret is known to the callee', async () => {
    const elsewhere = pair.sent({ callee: 'audit' });
    await expectRefusal(pair.verify(withHeaders(elsewhere, { 'x-lifeready-callee': 'vault' })), 'key id');
  });

  test('when nobody knows its key id', async () => {
    const request = pair.sent();
    const input = request.headers['signature-input']?.replace('gateway.vault.1', 'gateway.vault.9');
    await expectRefusal(pair.verify(withHeaders(request, { 'signature-input': input })), 'key id');
  });

  test('when another caller signs with its own key under a foreign key id', async () => {
    const impostor = createRequestSigner({ keys, caller: 'case', clock: pair.clock });
    const request = pair.sent();
    const signed = impostor(outgoing());
    const renamed = signed['signature-input']?.replace('case.vault.1', 'gateway.vault.1');
    await expectRefusal(pair.verify(withHeaders(request, { ...signed, 'signature-input': renamed })), 'does not match');
  });

  test('when the nonce store cannot tell', async () => {
    const verify = createRequestVerifier({
      keys,
      callee: 'vault',
      clock: pair.clock,
      nonces: { claim: () => Promise.reject(new Error('down')) },
    });
    await expectRefusal(verify(pair.sent()), 'could not be checked');
  });

  test('a refused request does not use up its nonce', async () => {
    const request = pair.sent();
    await expectRefusal(pair.verify({ ...request, body: Buffer.from('x') }));
    await expect(pair.verify(request)).resolves.toMatchObject({ caller: 'gateway' });
  });
});
