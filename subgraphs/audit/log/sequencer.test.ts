import { describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { actingFor, factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import {
  START_MS,
  leafOf,
  opens,
  prove,
  rootOf,
  startFixture,
  untilNothingMoves,
} from '../testing/sequencer-fixture.ts';

const conflict = { code: 'AUDIT_EVENT_CONFLICT' };
const unavailable = { code: 'AUDIT_UNAVAILABLE' };

describe('appending', () => {
  test('[R-112] a receipt proves the leaf in a signed checkpoint and opens its commitment', async () => {
    const { append, deps } = await startFixture();
    const event = preparedEvent();
    const receipt = await append(event);
    expect(prove(receipt, deps.signer)).toMatchObject({ index: 0, size: 1 });
    expect(opens(receipt, event.detail)).toBe(true);
  });

  test('[R-112] the root is that of the leaves alone, whatever the batches were', async () => {
    const { append, sequencer, deps } = await startFixture();
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: round * 3 + 1 }, () => append(factEvent())));
    const { size, root } = sequencer.checkpoint();
    expect(size).toBe(35);
    expect(root).toEqual(rootOf(deps.store.entries.map(({ leaf }) => leaf)));
    expect(deps.store.entries.map(({ index }) => index)).toEqual(Array.from({ length: 35 }, (_, at) => at));
  });

  test('what comes while a batch commits forms the next batch, at most 512 events', async () => {
    const { append, deps } = await startFixture();
    const release = deps.store.holdCommits();
    const appended = [append(factEvent())];
    await untilNothingMoves();
    for (let count = 0; count < 600; count += 1) appended.push(append(factEvent()));
    await untilNothingMoves();
    release();
    await Promise.all(appended);
    expect(deps.store.batchSizes).toEqual([1, 512, 88]);
  });

  test('[R-112] each tenant has a gap-free sub-chain of its own', async () => {
    const { append, deps } = await startFixture();
    const [one, other] = [somebody(), somebody()];
    for (const who of [one, other, one, one]) await append(factEvent(who));
    await Promise.all([append(factEvent(one)), append(factEvent(other)), append(factEvent(one))]);
    const chains = Map.groupBy(deps.store.entries, ({ tenantRef }) => tenantRef);
    expect([...chains.values()].map((chain) => chain.map(({ tenantSeq }) => tenantSeq))).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2],
    ]);
    for (const chain of chains.values()) {
      const names = chain.map((entry) => leafOf(entry)['tenant_prev']);
      expect(names[0]).toBe('0'.repeat(64));
      expect(names.slice(1)).toEqual(chain.slice(0, -1).map(({ leaf }) => rootOf([leaf]).toString('hex')));
    }
  });

  test('[R-110] a leaf says who acted by pseudonyms of the tenant, and holds no id of anybody', async () => {
    const { append } = await startFixture();
    const who = somebody();
    const event = preparedEvent(who);
    const [first, second] = [await append(event), await append(factEvent(who))].map(leafOf);
    expect(first).toMatchObject({
      actor_type: 'HUMAN',
      actor_role: 'principal',
      client_id: 'web',
      grant_ref: null,
      on_behalf_of_ref: null,
      tier: 'amber',
    });
    expect(first?.['actor_ref']).toBe(second?.['actor_ref']);
    const elsewhere = leafOf(await append(factEvent({ ...who, tenantId: newId() })));
    expect(elsewhere['actor_ref']).not.toBe(first?.['actor_ref']);
    for (const id of [who.tenantId, who.principalId, event.target.id, event.actor.sessionId ?? '']) {
      expect(JSON.stringify(first)).not.toContain(id);
    }
  });

  test('[R-110] a leaf says on whose behalf by the pseudonym that this person has as an actor and an owner', async () => {
    const { append, deps } = await startFixture();
    const [owner, proxy] = [somebody(), somebody()];
    const event = preparedEvent(owner, { actor: actingFor(owner, proxy) });
    const [own, prepared, outcome] = [
      await append(factEvent(owner)),
      await append(event),
      await append(outcomeEvent(event.intentId)),
    ].map(leafOf);
    expect(prepared).toMatchObject({ v: 2, actor_role: 'proxy', on_behalf_of_ref: own?.['actor_ref'] });
    expect(prepared?.['actor_ref']).not.toBe(own?.['actor_ref']);
    for (const name of ['actor_ref', 'on_behalf_of_ref', 'grant_ref']) {
      expect(prepared?.[name]).toMatch(/^[0-9a-f-]{36}$/);
      expect(outcome?.[name]).toBe(prepared?.[name]);
    }
    const leaves = deps.store.entries.map(({ leaf }) => leaf).join();
    for (const id of [owner.principalId, proxy.principalId, event.actor.grantId ?? ''])
      expect(leaves).not.toContain(id);
  });

  test('who is named only as the one on whose behalf keeps one pseudonym from batch to batch', async () => {
    const { append, deps } = await startFixture();
    const [owner, proxy] = [somebody(), somebody()];
    const target = { ...factEvent().target, ownerPrincipalId: null };
    const refs: unknown[] = [];
    for (let count = 0; count < 2; count += 1) {
      const receipt = await append(
        factEvent({ ...proxy, tenantId: owner.tenantId }, { target, actor: actingFor(owner, proxy) }),
      );
      refs.push(leafOf(receipt)['on_behalf_of_ref']);
    }
    expect(refs[0]).toBe(refs[1]);
    expect(deps.store.pseudonyms.filter(({ rawId }) => rawId === owner.principalId)).toHaveLength(1);
  });

  test('a target that is a person has the pseudonym that the person has as an actor', async () => {
    const { append } = await startFixture();
    const who = somebody();
    const target = { type: 'Principal', id: who.principalId, ownerPrincipalId: who.principalId } as const;
    const leaf = leafOf(await append(factEvent(who, { target, action: 'identity.login.fail' }), 'identity'));
    expect(leaf['target_ref']).toBe(leaf['actor_ref']);
  });

  test('a time never precedes the one before it, whatever the clock does, also across a restart', async () => {
    const { append, deps, sequencer } = await startFixture();
    deps.clock.advance(5_000);
    await append(factEvent());
    deps.clock.advance(-60_000);
    await append(factEvent());
    await sequencer.close();
    const restarted = await startFixture(deps.store);
    await restarted.append(factEvent());
    expect(deps.store.entries.map(({ recordedAt }) => Date.parse(recordedAt) - START_MS)).toEqual([
      5_000, 5_000, 5_000,
    ]);
  });
});

describe('the same event again', () => {
  test('has the old index, a proof that holds, and the salt that opens its detail', async () => {
    const { append, deps } = await startFixture();
    const event = preparedEvent();
    const first = await append(event);
    await append(factEvent());
    const again = await append(event);
    expect(again).toMatchObject({ index: first.index, leaf: first.leaf, salt: first.salt });
    expect(prove(again, deps.signer)).toMatchObject({ index: 0, size: 2 });
    expect(opens(again, event.detail)).toBe(true);
    expect(deps.store.batchSizes).toEqual([1, 1]);
  });

  test('within one batch is written once', async () => {
    const { append, deps } = await startFixture();
    const event = factEvent();
    const receipts = await Promise.all([append(event), append(event), append(factEvent())]);
    expect(receipts.map(({ index }) => index)).toEqual([0, 0, 1]);
    expect(receipts[1]).toEqual(receipts[0]);
    expect(deps.store.entries).toHaveLength(2);
  });

  test('after its detail was erased still has its index, and no salt', async () => {
    const { append, deps } = await startFixture();
    const event = factEvent();
    await append(event);
    deps.store.details.length = 0;
    await expect(append(event)).resolves.toMatchObject({ index: 0, salt: '' });
  });

  test('whose detail was exchanged is refused alone', async () => {
    const { append, deps } = await startFixture();
    const [event, other] = [factEvent(), factEvent()];
    await append(event);
    await append(other);
    const [first, second] = deps.store.details;
    if (first === undefined || second === undefined) throw new Error('two details are stored');
    deps.store.details.splice(0, 1, { ...first, sealed: second.sealed });
    const [refusal, answer] = await Promise.allSettled([append(event), append(other)]);
    expect(refusal).toMatchObject({ status: 'rejected', reason: unavailable });
    expect(answer).toMatchObject({ status: 'fulfilled', value: { index: 1 } });
  });

  test.each([
    ['other content', (event: ReturnType<typeof factEvent>) => ({ ...event, detail: { slots: 4 } })],
    ['another actor', (event: ReturnType<typeof factEvent>) => ({ ...event, actor: factEvent().actor })],
    [
      'on behalf of another one',
      (event: ReturnType<typeof factEvent>) => ({
        ...event,
        actor: { ...event.actor, onBehalfOfPrincipalId: newId() },
      }),
    ],
    ['another kind', (event: ReturnType<typeof factEvent>) => preparedEvent(somebody(), { eventId: event.eventId })],
  ])('%s under the same id is a conflict, in a later batch and in the same one', async (_case, change) => {
    const { append, deps } = await startFixture();
    const event = factEvent();
    await append(event);
    await expect(append(change(event))).rejects.toMatchObject(conflict);
    const twin = factEvent();
    const [kept, refusal] = await Promise.allSettled([append(twin), append(change(twin))]);
    expect(kept).toMatchObject({ status: 'fulfilled' });
    expect(refusal).toMatchObject({ status: 'rejected', reason: conflict });
    expect(deps.store.entries).toHaveLength(2);
  });

  test('under the signature of another service is a conflict', async () => {
    const { append } = await startFixture();
    const event = factEvent(somebody(), { action: 'security.authz.deny', outcome: 'DENIED' });
    await append(event, 'case');
    await expect(append(event, 'vault')).rejects.toMatchObject(conflict);
  });
});

describe('outcomes', () => {
  test.each(['in one batch', 'one after the other'])(
    'an outcome follows its attempt and takes its references, %s',
    async (how) => {
      const { append } = await startFixture();
      const event = preparedEvent();
      const pair = [() => append(event), () => append(outcomeEvent(event.intentId))] as const;
      const [prepared, outcome] =
        how === 'in one batch' ? await Promise.all([pair[0](), pair[1]()]) : [await pair[0](), await pair[1]()];
      const [before, after] = [leafOf(prepared), leafOf(outcome)];
      for (const name of ['tenant_ref', 'actor_ref', 'action', 'target_ref', 'intent_id', 'tier'])
        expect(after[name]).toBe(before[name]);
      expect(before).toMatchObject({ outcome: 'ATTEMPTED', actor_role: 'principal' });
      expect(after).toMatchObject({
        outcome: 'COMMITTED',
        detail_commit: null,
        actor_role: null,
        session_ref: null,
        tenant_seq: 2,
      });
      expect(outcome.salt).toBe('');
    },
  );

  test('of an intent that nobody prepared is refused', async () => {
    const { append } = await startFixture();
    await expect(append(outcomeEvent(newId()))).rejects.toMatchObject(conflict);
  });

  test("of another service's intent is refused", async () => {
    const { append } = await startFixture();
    const event = preparedEvent();
    await append(event, 'case');
    await expect(append(outcomeEvent(event.intentId), 'vault')).rejects.toMatchObject(conflict);
    await expect(append(outcomeEvent(event.intentId), 'case')).resolves.toMatchObject({ index: 1 });
  });

  test.each([
    ['under the same event id', {}],
    ['under another event id', { eventId: newId() }],
  ])('COMMITTED after ABORTED is refused, %s', async (_case, change) => {
    const { append, deps } = await startFixture();
    const event = preparedEvent();
    await append(event);
    await append(outcomeEvent(event.intentId, { outcome: 'ABORTED' }));
    await expect(append(outcomeEvent(event.intentId, change))).rejects.toMatchObject(conflict);
    const second = preparedEvent();
    await append(second);
    const together = [
      append(outcomeEvent(second.intentId, { outcome: 'ABORTED' })),
      append(outcomeEvent(second.intentId, change)),
      append(factEvent()),
    ];
    const [, refusal, bystander] = await Promise.allSettled(together);
    expect(refusal).toMatchObject({ status: 'rejected', reason: conflict });
    expect(bystander).toMatchObject({ status: 'fulfilled' });
    expect(deps.store.entries.filter(({ kind }) => kind === 'OUTCOME').map(({ outcome }) => outcome)).toEqual([
      'ABORTED',
      'ABORTED',
    ]);
  });

  test('an intent cannot be prepared twice under two event ids, and nobody else in the batch suffers', async () => {
    const { append } = await startFixture();
    const event = preparedEvent();
    await append(event);
    const [refusal, bystander] = await Promise.allSettled([
      append({ ...event, eventId: newId() }),
      append(factEvent()),
    ]);
    expect(refusal).toMatchObject({ status: 'rejected', reason: conflict });
    expect(bystander).toMatchObject({ status: 'fulfilled' });
  });
});

test('[R-110] what a service does not record is refused alone, by the log itself', async () => {
  const { append, deps } = await startFixture();
  const [refusal, bystander] = await Promise.allSettled([
    append(preparedEvent(), 'vault'),
    append(factEvent(), 'case'),
  ]);
  expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'FORBIDDEN' } });
  expect(bystander).toMatchObject({ status: 'fulfilled' });
  expect(deps.store.entries.map(({ service }) => service)).toEqual(['case']);
});

test('an event that JSON cannot hold is refused alone', async () => {
  const { append } = await startFixture();
  const [refusal, bystander] = await Promise.allSettled([
    append(factEvent(somebody(), { detail: { text: '\ud800' } })),
    append(factEvent()),
  ]);
  expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'BAD_USER_INPUT' } });
  expect(bystander).toMatchObject({ status: 'fulfilled' });
});

test('a batch ends at a mebibyte of events, however few they are', async () => {
  const { append, deps } = await startFixture();
  const release = deps.store.holdCommits();
  const text = 'x'.repeat(4_000);
  const appended = Array.from({ length: 400 }, () => append(factEvent(somebody(), { detail: { text } })));
  release();
  await Promise.all(appended);
  expect(deps.store.batchSizes).toHaveLength(2);
  expect(Math.max(...deps.store.batchSizes)).toBeLessThan(1_048_576 / text.length);
});

describe('several events at once', () => {
  test('each has its own answer, in their order', async () => {
    const { sequencer, deps } = await startFixture();
    const [first, twin] = [factEvent(), factEvent()];
    const events = [
      first,
      factEvent(somebody(), { action: 'vault.version.deliver' }),
      { ...first, tier: 'red' as const },
      twin,
      twin,
    ];
    const results = await sequencer.appendEach({ events, service: 'case' });
    expect(results).toMatchObject([
      { receipt: { index: 0 } },
      { error: { code: 'FORBIDDEN' } },
      { error: conflict },
      { receipt: { index: 1 } },
      { receipt: { index: 1 } },
    ]);
    expect(deps.store.batchSizes).toEqual([2]);
  });

  test('are taken all or none: what has no room is refused whole', async () => {
    const { sequencer, append, deps } = await startFixture();
    const release = deps.store.holdCommits();
    const event = factEvent();
    const waiting = Array.from({ length: 9_990 }, () => append(event));
    const events = Array.from({ length: 11 }, () => factEvent());
    const refused = sequencer.appendEach({ events, service: 'case' });
    await expect(refused).rejects.toMatchObject({ code: 'AUDIT_QUEUE_FULL', status: 503 });
    const taken = sequencer.appendEach({ events: events.slice(1), service: 'case' });
    release();
    await Promise.all(waiting);
    expect(await taken).toHaveLength(10);
    expect(deps.store.entries).toHaveLength(11);
  });
});

test('a full queue says so at once and loses nothing of what waits', async () => {
  const { append, deps } = await startFixture();
  const release = deps.store.holdCommits();
  const event = factEvent();
  const waiting = Array.from({ length: 10_000 }, () => append(event));
  await expect(append(factEvent())).rejects.toMatchObject({ code: 'AUDIT_QUEUE_FULL' });
  release();
  await Promise.all(waiting);
  await expect(append(factEvent())).resolves.toMatchObject({ index: 1 });
});

describe('[R-108] when a commit fails', () => {
  test('nothing of the batch stays: the next one continues from the old frontier', async () => {
    const { append, deps, sequencer, signed } = await startFixture();
    await append(factEvent());
    deps.store.failNextCommit = 'before';
    await expect(append(preparedEvent())).rejects.toMatchObject(unavailable);
    const receipt = await append(factEvent());
    expect(prove(receipt, deps.signer)).toMatchObject({ index: 1, size: 2 });
    expect(sequencer.checkpoint().root).toEqual(rootOf(deps.store.entries.map(({ leaf }) => leaf)));
    expect(deps.store.pseudonyms.filter(({ kind }) => kind === 'tenant')).toHaveLength(2);
    expectOneHistory(signed);
  });

  test('although it happened, the log goes on behind it and the caller finds its event', async () => {
    const { append, deps, signed } = await startFixture();
    const event = preparedEvent();
    deps.store.failNextCommit = 'after';
    await expect(append(event)).rejects.toMatchObject(unavailable);
    const again = await append(event);
    expect(prove(again, deps.signer)).toMatchObject({ index: 0, size: 1 });
    expect(opens(again, event.detail)).toBe(true);
    await expect(append(factEvent())).resolves.toMatchObject({ index: 1 });
    expectOneHistory(signed);
  });

  test('and the head cannot be read either, the log recovers as soon as it can', async () => {
    const { append, deps, sequencer } = await startFixture();
    deps.store.failNextCommit = 'after';
    deps.store.headUnreadable = true;
    await expect(append(factEvent())).rejects.toMatchObject(unavailable);
    await expect(append(factEvent())).rejects.toMatchObject(unavailable);
    deps.store.headUnreadable = false;
    await expect(append(factEvent())).resolves.toMatchObject({ index: 1 });
    await expect(sequencer.check()).resolves.toBeUndefined();
  });

  test('and the database comes back with less than was signed, nothing is signed any more', async () => {
    const { append, deps, sequencer } = await startFixture();
    const backup = { ...deps.store.head };
    await append(factEvent());
    deps.store.head = { ...backup, epoch: 1 };
    await expect(append(factEvent())).rejects.toMatchObject(unavailable);
    await expect(sequencer.check()).rejects.toThrow('lost entries');
  });

  test('and the head no longer agrees with itself, nothing is signed any more', async () => {
    const { append, deps, sequencer } = await startFixture();
    await append(factEvent());
    deps.store.head = { ...deps.store.head, root: Buffer.alloc(32) };
    deps.store.failNextCommit = 'before';
    await expect(append(factEvent())).rejects.toMatchObject(unavailable);
    await expect(sequencer.check()).rejects.toThrow('does not agree with itself');
  });
});

test('a head that does not agree with itself is not signed on start-up', async () => {
  const store = createMemoryStore();
  const first = await startFixture(store);
  await first.append(factEvent());
  await first.sequencer.close();
  store.head = { ...store.head, root: Buffer.alloc(32, 1) };
  await expect(startFixture(store)).rejects.toThrow('does not agree with itself');
});

test('closing writes what waits, then refuses', async () => {
  const { append, sequencer } = await startFixture();
  const waiting = append(factEvent());
  await sequencer.close();
  await expect(waiting).resolves.toMatchObject({ index: 0 });
  await expect(append(factEvent())).rejects.toMatchObject(unavailable);
});

/** No size was ever signed with two roots. */
function expectOneHistory(signed: readonly string[]): void {
  const roots = new Map<string, string>();
  for (const note of signed) {
    const [, size = '', root = ''] = note.split('\n');
    expect(roots.get(size) ?? root).toBe(root);
    roots.set(size, root);
  }
}
