import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SYSTEM_TENANT_ID, appendRequestSchema } from '#platform/audit';
import { MAX_KINDS, MAX_KINDS_PER_ACTOR } from './denial-window.ts';
import { MAX_ATTEMPTS, MAX_WAITING } from './fact-outbox.ts';
import { createRecorderFixture } from './testing/recorder-fixture.ts';
import { sampleDenial, somebody } from './testing/sample-denials.ts';
import type { FactEvent } from '#platform/audit';
import type { Denial } from './denial.ts';
import type { RecorderFixture } from './testing/recorder-fixture.ts';

const WINDOW_MS = 60_000;
const RECORDED = 'lifeready_access_denial_records_total{result="recorded",service="vault"}';
const SUPPRESSED = 'lifeready_access_denial_records_total{result="suppressed",service="vault"}';
const LOST = 'lifeready_access_denial_records_total{result="lost",service="vault"}';

const countIn = ({ detail }: FactEvent): number => Number(detail['count']);
const sum = (facts: readonly FactEvent[]): number => facts.reduce((all, fact) => all + countIn(fact), 0);

async function endWindow(fixture: RecorderFixture): Promise<void> {
  fixture.timers.elapse(WINDOW_MS);
  await fixture.settle();
}

describe('what is recorded of a denial', () => {
  test('who, what, why, and where it was refused; the log would take it', async () => {
    const fixture = createRecorderFixture();
    const actor = somebody({ role: 'operator' });
    fixture.recorder.record(sampleDenial({ actor, reason: 'role' }));
    await fixture.settle();
    const { principalId, tenantId, sessionId, clientId } = actor;
    expect(fixture.facts).toEqual([
      expect.objectContaining({
        kind: 'FACT',
        action: 'security.authz.deny',
        outcome: 'DENIED',
        reasonCode: 'role',
        tenantId,
        actor: expect.objectContaining({ type: 'HUMAN', principalId, role: 'operator', sessionId, clientId }),
        target: { type: 'Principal', id: principalId, ownerPrincipalId: principalId },
        requestId: 'request-1',
        detail: { coordinate: 'Query.cases', layer: 'shield', count: 1, windowSeconds: 0 },
      }),
    ]);
    expect(appendRequestSchema.safeParse({ events: fixture.facts }).error).toBeUndefined();
  });

  test('of a service that is not known, and of one that is, with the service that refused as target', async () => {
    const fixture = createRecorderFixture();
    const common = { coordinate: 'POST /internal/append', layer: 'signature' } as const;
    fixture.recorder.record(sampleDenial({ ...common, reason: 'service_signature' }));
    fixture.recorder.record(
      sampleDenial({ ...common, reason: 'service_caller', actor: { kind: 'service', name: 'case' } }),
    );
    await fixture.settle();
    expect(fixture.facts.map(({ tenantId, actor, target }) => [tenantId, actor.type, target.type])).toEqual([
      [SYSTEM_TENANT_ID, 'ANONYMOUS', 'Service'],
      [SYSTEM_TENANT_ID, 'SYSTEM', 'Service'],
    ]);
    expect(fixture.facts.map(({ target }) => target.id)).toEqual(Array(2).fill(fixture.facts[0]?.target.id));
    expect(fixture.facts[1]?.detail).toMatchObject({ caller: 'case' });
    expect(appendRequestSchema.safeParse({ events: fixture.facts }).error).toBeUndefined();
  });

  test('is counted by layer and reason', async () => {
    const fixture = createRecorderFixture();
    for (let at = 0; at < 3; at += 1) fixture.recorder.record(sampleDenial());
    expect(
      await fixture.counted('lifeready_access_denials_total{layer="shield",reason="unauthenticated",service="vault"}'),
    ).toBe(3);
  });
});

describe('a flood', () => {
  test('of one kind is two entries a window, and all of it is counted', async () => {
    const fixture = createRecorderFixture();
    for (let at = 0; at < 10_000; at += 1)
      fixture.recorder.record(sampleDenial({ requestId: `request-${String(at)}` }));
    await fixture.settle();
    expect(fixture.facts.map(countIn)).toEqual([1]);
    await endWindow(fixture);
    expect(fixture.facts.map(countIn)).toEqual([1, 9_999]);
    expect(fixture.facts[1]).toMatchObject({ requestId: 'request-9999', detail: { windowSeconds: 60 } });
    expect(await fixture.counted(RECORDED)).toBe(10_000);
    expect(await fixture.counted(SUPPRESSED)).toBe(0);
  });

  test('goes on in the next window as it began', async () => {
    const fixture = createRecorderFixture();
    for (let window = 0; window < 3; window += 1) {
      for (let at = 0; at < 100; at += 1) fixture.recorder.record(sampleDenial());
      await endWindow(fixture);
    }
    expect(fixture.facts.map(countIn)).toEqual([1, 99, 1, 99, 1, 99]);
  });

  test('of many kinds by one person ends in a summary that names the person and the reasons', async () => {
    const fixture = createRecorderFixture();
    const actor = somebody();
    for (let at = 0; at < 10_000; at += 1)
      fixture.recorder.record(sampleDenial({ actor, reason: 'role', coordinate: `Query.field${String(at % 500)}` }));
    await endWindow(fixture);
    expect(fixture.facts.length).toBe(2 * MAX_KINDS_PER_ACTOR + 1);
    expect(sum(fixture.facts)).toBe(10_000);
    const unseen = 10_000 - 20 * MAX_KINDS_PER_ACTOR;
    expect(fixture.facts.at(-1)).toMatchObject({
      reasonCode: 'suppressed',
      target: { type: 'Principal', id: actor.principalId },
      detail: { count: unseen, reasons: { role: unseen }, lost: 0 },
    });
    expect(await fixture.counted(SUPPRESSED)).toBe(unseen);
  });

  test('of many people ends in a summary of the service', async () => {
    const fixture = createRecorderFixture();
    for (let at = 0; at < 5_000; at += 1) fixture.recorder.record(sampleDenial({ actor: somebody(), reason: 'scope' }));
    await endWindow(fixture);
    expect(fixture.facts).toHaveLength(MAX_KINDS + 1);
    expect(fixture.facts.at(-1)).toMatchObject({
      reasonCode: 'suppressed',
      actor: { type: 'SYSTEM' },
      target: { type: 'Service' },
      detail: { count: 5_000 - MAX_KINDS, reasons: { scope: 5_000 - MAX_KINDS } },
    });
  });

  test('one person does not use up what is there for the others', async () => {
    const fixture = createRecorderFixture();
    const actor = somebody();
    for (let at = 0; at < 1_000; at += 1)
      fixture.recorder.record(sampleDenial({ actor, coordinate: `Query.field${String(at)}` }));
    const other = somebody();
    fixture.recorder.record(sampleDenial({ actor: other, reason: 'tier' }));
    await fixture.settle();
    expect(fixture.facts.at(-1)).toMatchObject({ reasonCode: 'tier', target: { id: other.principalId } });
  });

  test('whatever it is made of: bounded entries, and the sum of their counts is what was refused', async () => {
    const people = Array.from({ length: 30 }, () => somebody());
    const denials = fc.record({
      actor: fc.constantFrom<Denial['actor']>(...people, { kind: 'anonymous' }, { kind: 'service', name: 'case' }),
      coordinate: fc.integer({ min: 0, max: 60 }).map((at) => `Query.field${String(at)}`),
      reason: fc.constantFrom('role', 'scope', 'tier', 'unauthenticated', 'owner'),
      layer: fc.constantFrom('shield', 'object'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(denials, { maxLength: 600, size: 'max' }), async (refused) => {
        const fixture = createRecorderFixture();
        for (const change of refused) fixture.recorder.record(sampleDenial(change));
        await endWindow(fixture);
        expect(sum(fixture.facts)).toBe(refused.length);
        expect(await fixture.counted(RECORDED)).toBe(refused.length);
        expect(fixture.facts.length).toBeLessThanOrEqual(3 * MAX_KINDS + 1);
        expect(appendRequestSchema.shape.events.element.array().safeParse(fixture.facts).success).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('while the log is away', () => {
  test('record returns and throws nothing, and what fits is written when the log is back', async () => {
    const fixture = createRecorderFixture();
    fixture.down = true;
    for (const reason of ['role', 'scope', 'tier'] as const) fixture.recorder.record(sampleDenial({ reason }));
    await fixture.settle();
    expect(fixture.facts).toEqual([]);
    fixture.down = false;
    fixture.timers.elapse(30_000);
    await fixture.settle();
    expect(fixture.facts.map(({ reasonCode }) => reasonCode).sort()).toEqual(['role', 'scope', 'tier']);
    expect(await fixture.counted(LOST)).toBe(0);
  });

  test('the same event is tried again, so that a lost answer does not write it twice', async () => {
    const ids = new Set<string>();
    const fixture = createRecorderFixture((fact) => {
      const isFirst = !ids.has(fact.eventId);
      ids.add(fact.eventId);
      return isFirst ? Promise.reject(new Error('the answer was lost')) : Promise.resolve();
    });
    fixture.recorder.record(sampleDenial());
    await fixture.settle();
    expect(fixture.facts).toEqual([]);
    fixture.timers.elapse(30_000);
    await fixture.settle();
    expect(ids.size).toBe(1);
    expect(fixture.facts).toHaveLength(1);
  });

  test('nothing grows without bound, attempts end, and the summary says how many were lost', async () => {
    const fixture = createRecorderFixture();
    fixture.down = true;
    let refused = 0;
    for (let window = 0; window < 20; window += 1) {
      for (let at = 0; at < 400; at += 1) {
        fixture.recorder.record(sampleDenial({ actor: somebody(), reason: 'role' }));
        refused += 1;
      }
      await endWindow(fixture);
      expect(fixture.timers.waiting).toBeLessThanOrEqual(2);
    }
    const callsOnce = fixture.calls();
    expect(callsOnce).toBeLessThan(MAX_WAITING * MAX_ATTEMPTS);
    expect(await fixture.counted(LOST)).toBeGreaterThan(0);
    fixture.down = false;
    for (let window = 0; window < 3; window += 1) await endWindow(fixture);
    const lost = fixture.facts.reduce((all, { detail }) => all + Number(detail['lost'] ?? 0), 0);
    expect(fixture.facts.length).toBeLessThanOrEqual(MAX_WAITING + 2);
    expect(lost).toBe(await fixture.counted(LOST));
    expect(sum(fixture.facts) + lost).toBe(refused);
    expect(await fixture.counted(RECORDED)).toBe(sum(fixture.facts));
  });

  test('an event that the log never takes is given up and holds up no other', async () => {
    const poison = somebody();
    const fixture = createRecorderFixture((fact) =>
      fact.target.id === poison.principalId ? Promise.reject(new Error('refused')) : Promise.resolve(),
    );
    fixture.recorder.record(sampleDenial({ actor: poison, reason: 'role' }));
    fixture.recorder.record(sampleDenial({ reason: 'scope' }));
    for (let at = 0; at < MAX_ATTEMPTS; at += 1) {
      fixture.timers.elapse(30_000);
      await fixture.settle();
    }
    expect(fixture.facts.map(({ reasonCode }) => reasonCode)).toEqual(['scope']);
    expect(await fixture.counted(LOST)).toBe(1);
    await endWindow(fixture);
    expect(fixture.facts.at(-1)).toMatchObject({ reasonCode: 'suppressed', detail: { count: 0, lost: 1 } });
  });
});

describe('at the end of the process', () => {
  test('what is counted is written before it closes', async () => {
    const fixture = createRecorderFixture();
    for (let at = 0; at < 50; at += 1) fixture.recorder.record(sampleDenial());
    await fixture.recorder.close();
    expect(fixture.facts.map(countIn)).toEqual([1, 49]);
    expect(fixture.timers.waiting).toBe(0);
  });

  test.each([
    ['refuses', () => Promise.reject(new Error('down'))],
    ['never answers', () => new Promise<never>(() => undefined)],
  ])('a log that %s does not keep it past the deadline, and what is lost is counted once', async (_case, append) => {
    const fixture = createRecorderFixture(append);
    for (let at = 0; at < 50; at += 1) fixture.recorder.record(sampleDenial());
    const closing = fixture.recorder.close();
    await fixture.settle();
    fixture.timers.elapse(2_000);
    await closing;
    await fixture.settle();
    expect(await fixture.counted(LOST)).toBe(50);
    expect(fixture.timers.waiting).toBe(0);
    fixture.recorder.record(sampleDenial());
    expect(await fixture.counted(LOST)).toBe(51);
  });
});
