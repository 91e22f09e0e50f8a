import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { leafHash, parseVerifierKey, verifyConsistency, verifyProofFile, consistencyProof } from '#platform/tlog';
import { until } from '../../../tests/support/until.ts';
import { factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import { leafOf, opens, rootOf } from '../testing/sequencer-fixture.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { RunningAudit } from '../testing/running-audit.ts';

let audit: RunningAudit;
let admin: pg.Client;

beforeAll(async () => {
  audit = await startRunningAudit();
  admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await audit.close();
});

async function append(event: AuditEvent, target = audit): Promise<AppendReceipt> {
  const answer = await target
    .as('case')
    .service.callJson({ method: 'POST', path: '/internal/append', json: { events: [event] }, requestId: 'r-1' });
  const [receipt] = (answer as { receipts: AppendReceipt[] }).receipts;
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}

function prove({ proof, leaf }: AppendReceipt): { index: number; size: number; root: Buffer } {
  const log = parseVerifierKey(audit.vkey);
  return verifyProofFile({ file: Buffer.from(proof), leaf: Buffer.from(leaf), verifiers: [log], origin: log.name });
}

interface StoredLeaf {
  readonly index: string;
  readonly leaf: string;
  readonly tenant_ref: string;
  readonly tenant_seq: string;
}

async function storedLeaves(): Promise<StoredLeaf[]> {
  return (
    await admin.query<StoredLeaf>('SELECT index, leaf, tenant_ref, tenant_seq FROM audit.audit_entry ORDER BY index')
  ).rows;
}

async function storedHead(): Promise<{ size: string; root: Buffer; epoch: string }> {
  const { rows } = await admin.query<{ size: string; root: Buffer; epoch: string }>(
    'SELECT size, root, epoch FROM audit.log_head',
  );
  if (rows[0] === undefined) throw new Error('the log has a head');
  return rows[0];
}

test('[R-112] 100 concurrent appends give one unforked log whose root is that of the stored leaves', async () => {
  const tenants = [somebody(), somebody(), somebody()];
  const events = Array.from({ length: 100 }, (_, at) => factEvent(tenants[at % tenants.length]));
  const receipts = await Promise.all(events.map((event) => append(event)));
  expect(new Set(receipts.map(({ index }) => index)).size).toBe(100);

  const leaves = await storedLeaves();
  expect(leaves.map(({ index }) => Number(index))).toEqual(Array.from({ length: leaves.length }, (_, at) => at));
  const head = await storedHead();
  expect(Number(head.size)).toBe(leaves.length);
  expect(head.root).toEqual(rootOf(leaves.map(({ leaf }) => leaf)));
  expectChains(leaves);

  // Every checkpoint that was handed out is a prefix of the same log.
  for (const receipt of receipts) {
    const { index, size, root } = prove(receipt);
    expect(leaves[index]?.leaf).toBe(receipt.leaf);
    expect(root).toEqual(rootOf(leaves.slice(0, size).map(({ leaf }) => leaf)));
  }
});

/** Each tenant can show that nothing of its own is missing, without seeing anybody else's. */
function expectChains(leaves: readonly StoredLeaf[]): void {
  for (const chain of Map.groupBy(leaves, ({ tenant_ref }) => tenant_ref).values()) {
    expect(chain.map(({ tenant_seq }) => Number(tenant_seq))).toEqual(chain.map((_, at) => at + 1));
    chain.slice(1).forEach((entry, at) => {
      expect(leafOf(entry)['tenant_prev']).toBe(leafHash(Buffer.from(chain[at]?.leaf ?? '')).toString('hex'));
    });
  }
}

test('a leaf comes back from the database to the byte, whatever its detail held', async () => {
  const event = factEvent(somebody(), {
    detail: { text: 'ünïcödé \u0000 "quoted"', number: 1e21, nested: { b: [1, null, true], a: {} } },
  });
  const receipt = await append(event);
  expect(opens(receipt, event.detail)).toBe(true);
  expect((await storedLeaves())[receipt.index]?.leaf).toBe(receipt.leaf);
});

test('nothing of a person or a detail stands in the clear beside the log', async () => {
  const who = somebody();
  await append(factEvent(who, { detail: { canary: 'canary-4711' } }));
  const { rows } = await admin.query(
    `SELECT e::text AS entry, d::text AS detail FROM audit.audit_entry e JOIN audit.audit_detail d USING (event_id) ORDER BY index DESC LIMIT 1`,
  );
  const text = JSON.stringify(rows);
  for (const secret of ['canary-4711', who.principalId, who.tenantId]) expect(text).not.toContain(secret);
});

describe('a restart', () => {
  test('[R-112] continues the same log: consistent with what was signed before', async () => {
    const before = prove(await append(factEvent()));
    await audit.restart();
    const after = prove(await append(factEvent()));
    expect(after).toMatchObject({ index: before.size, size: before.size + 1 });
    const proof = await consistencyProof({ oldSize: before.size, newSize: after.size }, async (nodes) => {
      const { rows } = await admin.query<{ level: number; index: string; hash: Buffer }>(
        'SELECT level, index, hash FROM audit.log_node',
      );
      const stored = new Map(rows.map(({ level, index, hash }) => [`${String(level)}/${index}`, hash]));
      return nodes.map(({ level, index }) => stored.get(`${String(level)}/${String(index)}`) ?? Buffer.alloc(0));
    });
    expect(
      verifyConsistency({
        oldSize: before.size,
        oldRoot: before.root,
        newSize: after.size,
        newRoot: after.root,
        proof,
      }),
    ).toBe(true);
  });

  test('a repeated PREPARED event has its old index and real salt, and its intent is still open', async () => {
    const event = preparedEvent();
    const first = await append(event);
    await audit.restart();
    const again = await append(event);
    expect(again).toMatchObject({ index: first.index, leaf: first.leaf, salt: first.salt });
    expect(opens(again, event.detail)).toBe(true);
    prove(again);
    await expect(append(outcomeEvent(event.intentId))).resolves.toMatchObject({ salt: '' });
  });

  test('old entries are proven from the stored tree', async () => {
    const event = factEvent();
    const { index } = await append(event);
    for (let count = 0; count < 9; count += 1) await append(factEvent());
    await audit.restart();
    expect(prove(await append(event)).index).toBe(index);
  });
});

test('[R-112] of two instances one writes; the other is ready for reads, and takes over when the first one ends', async () => {
  const first = await append(factEvent());
  const other = await audit.second();
  try {
    const event = factEvent();
    await expect(other.append(event)).rejects.toMatchObject({ code: 'AUDIT_STANDBY', status: 503 });
    await expect(other.ready()).resolves.toMatchObject({
      status: 200,
      json: { status: 'degraded', dependencies: { sequencer: 'ok', writer: 'unavailable', database: 'ok' } },
    });
    await append(event);
    await audit.stop();
    await until(
      async () =>
        (await other.ready()).status === 200 && (await other.append(event).catch(() => undefined)) !== undefined,
    );
    await other.append(factEvent());
    expect((await storedLeaves()).filter(({ leaf }) => leaf.includes(event.eventId))).toHaveLength(1);
    expect(Number((await storedHead()).size)).toBe(first.index + 3);
  } finally {
    await other.close();
    await audit.restart();
  }
  await expect(append(factEvent())).resolves.toHaveProperty('index');
});

test('[R-125] when its connections are cut, the log says so and goes on without a restart', async () => {
  await append(factEvent());
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'audit_app' AND datname = current_database()`,
  );
  const events = Array.from({ length: 20 }, () => factEvent());
  const first = await Promise.allSettled(events.map((event) => append(event)));
  for (const result of first)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  for (const event of events) prove(await append(event));
  const leaves = await storedLeaves();
  expect((await storedHead()).root).toEqual(rootOf(leaves.map(({ leaf }) => leaf)));
});
