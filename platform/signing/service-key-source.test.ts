import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createRequestSigner } from './request-signer.ts';
import { createRequestVerifier } from './request-verifier.ts';
import { derivedFromKeys } from './service-key-source.ts';
import { generateServiceKey, parseServiceKeys } from './service-keys.ts';
import { START_MS, expectRefusal, outgoing, rememberAll } from './testing/signing-fixture.ts';
import type { ServiceKey } from './service-keys.ts';

const [old, next] = parseServiceKeys(
  JSON.stringify([generateServiceKey('gateway', 'vault', 1), generateServiceKey('gateway', 'vault', 2)]),
) as [ServiceKey, ServiceKey];
const clock = createManualClock(START_MS);

/** Caller and callee, each with keys that a test exchanges while they run. */
function running(keys: { caller: readonly ServiceKey[]; callee: readonly ServiceKey[] }) {
  const held = { ...keys };
  const sign = createRequestSigner({ keys: { current: () => held.caller }, caller: 'gateway', clock });
  const verify = createRequestVerifier({
    keys: { current: () => held.callee },
    callee: 'vault',
    clock,
    nonces: rememberAll(),
  });
  return {
    held,
    call: () => {
      const { method, path, query, body, headers, ...request } = outgoing();
      const signature = sign({ method, path, query, body, headers, ...request });
      return verify({ method, path, query, body, headers: { ...headers, ...signature } });
    },
  };
}

describe('keys that change while a process runs', () => {
  test('are used from the next request on, by the signer and by the verifier', async () => {
    const { held, call } = running({ caller: [old], callee: [old] });
    await expect(call()).resolves.toMatchObject({ keyId: old.id });
    held.callee = [old, next];
    await expect(call()).resolves.toMatchObject({ keyId: old.id });
    held.caller = [next, old];
    await expect(call()).resolves.toMatchObject({ keyId: next.id });
    held.callee = [next];
    await expect(call()).resolves.toMatchObject({ keyId: next.id });
    held.caller = [old];
    await expectRefusal(call(), 'key id');
  });

  test('are refused when the callee has not learned them', async () => {
    const { call } = running({ caller: [next, old], callee: [old] });
    await expectRefusal(call(), 'key id');
  });

  test('are worked out again only when there are others', () => {
    let keys: readonly ServiceKey[] = [old];
    let times = 0;
    const count = derivedFromKeys({ current: () => keys }, (from) => {
      times += 1;
      return from.length;
    });
    expect([count(), count(), times]).toEqual([1, 1, 1]);
    keys = [old, next];
    expect([count(), count(), times]).toEqual([2, 2, 2]);
  });
});
