import { expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { createRecorderFixture } from '../../platform/denials/testing/recorder-fixture.ts';
import { testCaller } from '../testing/token-issuer.ts';
import { BLOCK_ENTRY_MS, recordBlocks, recordExhaustion } from './record-limits.ts';
import type { Payment } from './budget/buckets.ts';

test('[R-053] an address that is refused has one entry in ten minutes, however often, and another one has its own', async () => {
  const fixture = createRecorderFixture();
  const clock = createManualClock(1_790_000_000_000);
  const block = recordBlocks(fixture.recorder, clock);
  for (let times = 0; times < 100; times += 1) {
    block('192.0.2.1', `block-${String(times)}`);
    block('192.0.2.2', 'other-block');
  }
  fixture.timers.elapse(60_000);
  await fixture.settle();
  expect(fixture.facts.map(({ requestId }) => requestId)).toEqual(['block-0', 'other-block']);
  expect(fixture.facts[0]).toMatchObject({
    action: 'security.authz.deny',
    reasonCode: 'burst',
    actor: { type: 'ANONYMOUS' },
    target: { type: 'Service' },
    detail: { coordinate: 'gateway.burst', layer: 'gateway', count: 1 },
  });
  expect(JSON.stringify(fixture.facts)).not.toContain('192.0.2');
  clock.advance(BLOCK_ENTRY_MS);
  block('192.0.2.1', 'later-block');
  await fixture.settle();
  expect(fixture.facts.at(-1)?.requestId).toBe('later-block');
});

test('a flood from many addresses is a handful of entries, and all of it is counted', async () => {
  const fixture = createRecorderFixture();
  const block = recordBlocks(fixture.recorder, createManualClock(1_790_000_000_000));
  for (let host = 0; host < 5_000; host += 1) block(`2001:db8:0:${host.toString(16)}::/64`, 'block');
  fixture.timers.elapse(60_000);
  await fixture.settle();
  expect(fixture.facts.length).toBeLessThan(25);
  expect(fixture.facts.reduce((sum, { detail }) => sum + Number(detail['count']), 0)).toBe(5_000);
});

test('[R-053] somebody over their budget is recorded as themself', async () => {
  const fixture = createRecorderFixture();
  const caller = testCaller(createManualClock(1_790_000_000_000));
  const payer = { actor: { ...caller, tokenExpiresAt: 0 }, clientId: 'web', requestId: 'request-7' };
  const payment: Payment = {
    ...{ name: 'cost', coordinate: undefined, key: 'budget:cost:abc' },
    ...{ capacity: 1, refillSeconds: 60, amount: 1 },
  };
  recordExhaustion(fixture.recorder)(payer, payment);
  await fixture.settle();
  expect(fixture.facts).toEqual([
    expect.objectContaining({
      reasonCode: 'budget',
      requestId: 'request-7',
      target: expect.objectContaining({ type: 'Principal', id: caller.principalId }),
      detail: expect.objectContaining({ coordinate: 'gateway.budget.cost' }),
    }),
  ]);
  expect(JSON.stringify(fixture.facts)).not.toContain('abc');
});
