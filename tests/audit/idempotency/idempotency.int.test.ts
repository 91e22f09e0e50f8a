import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { DAY_MS, openKeyedThings, somebody } from './keyed-things.ts';
import type { KeyedThings } from './keyed-things.ts';

let things: KeyedThings;

beforeAll(async () => {
  things = await openKeyedThings('200ms', 200);
});
afterEach(() => {
  things.log.unavailable = false;
  things.log.events.length = 0;
});
afterAll(() => things.close());

const logged = (): string[] => things.log.events.map((event) => ('outcome' in event ? event.outcome : event.kind));

/** Something that is held until it is let go. */
function gate(): {
  readonly opened: Promise<void>;
  readonly reached: Promise<void>;
  open: () => void;
  reach: () => void;
} {
  const opened = Promise.withResolvers<undefined>();
  const reached = Promise.withResolvers<undefined>();
  const open = (): void => {
    opened.resolve(undefined);
  };
  const reach = (): void => {
    reached.resolve(undefined);
  };
  return { opened: opened.promise, reached: reached.promise, open, reach };
}

describe('[R-108] a request that is repeated with its key', () => {
  test('is answered as before, kinds included, and changes nothing; the log has one attempt and one outcome', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const first = await things.one.add(call);
    expect(await things.one.add(call)).toEqual(first);
    expect(await things.other.add(call)).toEqual(first);
    expect(first).toMatchObject({ thing: { at: expect.any(Date), token: expect.any(Buffer) } });
    expect(await things.count(call.caller)).toBe(1);
    expect(logged()).toEqual(['PREPARED', 'COMMITTED']);
  });

  test('is answered although the process ended after COMMIT, before the answer', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const afterwards = (): Promise<void> => Promise.reject(new Error('killed'));
    await expect(things.one.add({ ...call, afterwards })).rejects.toThrow('killed');
    const answer = await things.other.add(call);
    expect(answer).toMatchObject({ thing: { text: 'text' } });
    expect(await things.one.add(call)).toEqual(answer);
    expect(await things.count(call.caller)).toBe(1);
  });

  test('is one change, however many repeat it at once, in two processes', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? things.one : things.other).add(call)),
    );
    const answers = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refusals = all.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' });
    expect(await things.count(call.caller)).toBe(1);
    expect(logged()).toEqual(['PREPARED', 'COMMITTED']);
  });

  test.each(['one', 'other'] as const)(
    'while the first one runs is told to come back, by process %s',
    async (which) => {
      const call = { caller: somebody(), key: randomUUID() };
      const { opened, reached, open, reach } = gate();
      const during = (): Promise<void> => {
        reach();
        return opened;
      };
      const first = things.one.add({ ...call, during });
      await reached;
      await expect(things[which].add(call)).rejects.toMatchObject({
        code: 'IDEMPOTENCY_IN_PROGRESS',
        status: 409,
        facts: { retryAfterSeconds: 1 },
      });
      open();
      expect(await things[which].add(call)).toEqual(await first);
      expect(await things.count(call.caller)).toBe(1);
    },
  );

  test('that waits for the first one in another process gets its answer', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const { opened, reached, open, reach } = gate();
    const first = things.one.add({
      ...call,
      during: () => {
        reach();
        return opened;
      },
    });
    await reached;
    const second = things.other.add(call);
    open();
    expect(await second).toEqual(await first);
  });
});

describe('a key', () => {
  test('with another request is refused, in its place and in any other, and nothing is done', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    await things.one.add(call);
    for (const place of ['addThing', 'another']) {
      const reused = things.one.add({ ...call, place, requestHash: 'x'.repeat(43) });
      await expect(reused).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
    }
    expect(await things.count(call.caller)).toBe(1);
  });

  test('stands for each mutation of its request by itself', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const a = await things.one.add({ ...call, place: 'a' });
    const b = await things.one.add({ ...call, place: 'b' });
    expect(b).not.toEqual(a);
    expect(await things.one.add({ ...call, place: 'b' })).toEqual(b);
    expect(await things.count(call.caller)).toBe(2);
  });

  test('of somebody else, in the same tenant or another, has nothing to do with it', async () => {
    const [key, caller] = [randomUUID(), somebody()];
    const colleague = { ...caller, principalId: newId() };
    const stranger = somebody();
    const answers = [];
    for (const each of [caller, colleague, stranger]) answers.push(await things.one.add({ key, caller: each }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(3);
    expect(await things.count(caller)).toBe(2);
  });

  test('is free again when the change did not happen, whatever stopped it', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const fail = (): Promise<void> => Promise.reject(new Error('stopped'));
    await expect(things.one.add({ ...call, during: fail })).rejects.toThrow('stopped');
    await expect(things.one.add({ ...call, beforeCommit: fail })).rejects.toThrow('stopped');
    things.log.unavailable = true;
    await expect(things.one.add(call)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    things.log.unavailable = false;
    expect(await things.count(call.caller)).toBe(0);
    // Nothing was done, so nothing says what the key stands for.
    await things.other.add({ ...call, requestHash: 'y'.repeat(43) });
    expect(await things.count(call.caller)).toBe(1);
  });

  test('can be taken again after a day, and not before', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const first = await things.one.add(call);
    things.clock.advance(DAY_MS - 1);
    expect(await things.one.add(call)).toEqual(first);
    things.clock.advance(1);
    const second = await things.one.add({ ...call, requestHash: 'z'.repeat(43) });
    expect(second).not.toEqual(first);
    expect(await things.count(call.caller)).toBe(2);
  });

  test('stands for one change: a call that makes two makes none of the second', async () => {
    const call = { caller: somebody(), key: randomUUID() };
    const afterwards = async (): Promise<void> => {
      await things.one.audited.change({ scope: null, actor: systemActor(), requestId: 'r' }, () =>
        Promise.reject(new Error('must not run')),
      );
    };
    await expect(things.one.add({ ...call, afterwards })).rejects.toThrow('one change');
  });
});

function systemActor() {
  const nobody = { principalId: null, role: null, sessionId: null, clientId: null } as const;
  return { type: 'SYSTEM', ...nobody, grantId: null, onBehalfOfPrincipalId: null } as const;
}

describe('for somebody else', () => {
  test('the answer is the caller’s: kept among their rows, and not to be had once the grant has ended', async () => {
    const [caller, owner, grantId] = [somebody(), somebody(), newId()];
    const call = { caller, owner, grantId, key: randomUUID() };
    const first = await things.one.add(call);
    expect(await things.one.add({ ...call, mayHave: (id) => id === grantId })).toEqual(first);
    const gone = things.one.add({ ...call, mayHave: (id) => id === null });
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await things.count(owner)).toBe(1);
    const rows = await things.admin.query(
      'SELECT tenant_id AS "tenantId", principal_id AS "principalId" FROM incident.idempotency_key WHERE grant_id = $1',
      [grantId],
    );
    expect(rows.rows).toEqual([caller]);
  });
});

describe('the table', () => {
  test('holds neither key nor answer in a form that anybody can read', async () => {
    const [caller, key, text] = [somebody(), randomUUID(), `secret-${randomUUID()}`];
    await things.one.add({ caller, key, text });
    const { rows } = await things.admin.query<{ row: string; bytes: Buffer }>(
      'SELECT k::text AS row, answer AS bytes FROM incident.idempotency_key k WHERE principal_id = $1',
      [caller.principalId],
    );
    expect(rows).toHaveLength(1);
    for (const secret of [key, text]) {
      expect(rows[0]?.row).not.toContain(secret);
      expect(rows[0]?.bytes.includes(secret)).toBe(false);
    }
  });

  test('does not show that two people have the same key', async () => {
    const key = randomUUID();
    const people = [somebody(), somebody()];
    for (const caller of people) await things.one.add({ caller, key });
    const { rows } = await things.admin.query<{ hash: string }>(
      `SELECT encode(key_hash, 'hex') AS hash FROM incident.idempotency_key WHERE principal_id = ANY ($1)`,
      [people.map(({ principalId }) => principalId)],
    );
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(2);
  });

  test('shows nobody the rows of others, and takes none without a receipt', async () => {
    const caller = somebody();
    await things.one.add({ caller });
    const all = `SELECT 1 FROM idempotency_key`;
    expect(await things.one.db.read(caller, (tx) => tx.query(all))).toHaveLength(1);
    expect(await things.one.db.read(somebody(), (tx) => tx.query(all))).toEqual([]);
    expect(await things.one.db.read(null, (tx) => tx.query(all))).toEqual([]);
    const change = things.one.db.write(caller, (tx) => tx.query(`UPDATE idempotency_key SET answer = NULL`));
    await expect(change).rejects.toMatchObject({ code: '23000' });
    const remove = things.one.db.write(caller, (tx) => tx.query('DELETE FROM idempotency_key'));
    await expect(remove).rejects.toMatchObject({ code: '42501' });
  });

  test('loses the rows that have ended, and no others', async () => {
    const [ended, live] = [somebody(), somebody()];
    await things.one.add({ caller: ended });
    await things.one.add({ caller: live });
    await things.admin.query('ALTER TABLE incident.idempotency_key DISABLE TRIGGER answer_guard');
    const set = `UPDATE incident.idempotency_key SET created_at = now() - interval '2 days', expires_at = now() + $2::interval WHERE principal_id = $1`;
    await things.admin.query(set, [ended.principalId, '-1 second']);
    await things.admin.query(set, [live.principalId, '1 hour']);
    await things.admin.query('ALTER TABLE incident.idempotency_key ENABLE ALWAYS TRIGGER answer_guard');
    expect(await things.purger.runOnce()).toBeGreaterThan(0);
    expect(await things.purger.runOnce()).toBe(0);
    const rowsOf = (id: string) =>
      things.admin.query('SELECT 1 FROM incident.idempotency_key WHERE principal_id = $1', [id]);
    expect((await rowsOf(ended.principalId)).rowCount).toBe(0);
    expect((await rowsOf(live.principalId)).rowCount).toBe(1);
  });
});
