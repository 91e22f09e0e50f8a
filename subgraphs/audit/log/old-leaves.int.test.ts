import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '#platform/db';
import { newId } from '#platform/ids';
import { appendLeaf, canonicalJson, leafHash, parseFrontier, parseVerifierKey, verifyProofFile } from '#platform/tlog';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { createSequencerStore } from '../persistence/sequencer-store.ts';
import { outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import { leafOf } from '../testing/sequencer-fixture.ts';
import { measureEvent } from './leaf.ts';
import { advanceTo } from './signed-head.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { PreparedEvent, Somebody } from '../testing/events.ts';
import type { RunningAudit } from '../testing/running-audit.ts';
import type { EntryRow } from './types.ts';

let audit: RunningAudit;
const who = somebody();
const nominee = somebody();
/** An attempt by grant, as a service sent it before events said on whose behalf. */
const event = preparedEvent(who, {
  actor: { ...preparedEvent(nominee).actor, role: 'executor_nominee', grantId: newId() },
});
let oldLeaf: string;

beforeAll(async () => {
  audit = await startRunningAudit({
    prepare: async ({ appUrl }) => {
      oldLeaf = await appendInFirstForm(appUrl, event, who, nominee);
    },
  });
});
afterAll(() => audit.close());

/** What the service wrote when leaves had their first form: one entry in an empty log. */
async function appendInFirstForm(
  url: string,
  { actor, target, ...said }: PreparedEvent,
  owner: Somebody,
  by: Somebody,
): Promise<string> {
  const [tenantRef, actorRef, grantRef, ownerRef, targetRef] = Array.from({ length: 5 }, () => randomUUID());
  if (!tenantRef || !actorRef || !grantRef || !ownerRef || !targetRef) throw new Error('there are five');
  const recordedAt = '2026-11-01T08:30:00.000Z';
  const leaf = canonicalJson({
    ...{
      v: 1,
      type: 'PREPARED',
      event_id: said.eventId,
      intent_id: said.intentId,
      service: 'case',
      recorded_at: recordedAt,
    },
    ...{ tenant_ref: tenantRef, tenant_seq: 1, tenant_prev: '0'.repeat(64), actor_ref: actorRef, actor_type: 'HUMAN' },
    ...{ actor_role: actor.role, session_ref: null, client_id: 'web', grant_ref: grantRef, action: said.action },
    ...{ target_type: target.type, target_ref: targetRef, tier: said.tier, outcome: 'ATTEMPTED', reason_code: null },
    ...{ request_id: said.requestId, detail_commit: '0'.repeat(64) },
  }).toString();
  const db = await openDatabase({ service: 'audit', url, poolMax: 1, entities: [], migrations });
  const tenure = await createSequencerStore({ db, url }).enter();
  if (tenure === undefined) throw new Error('nobody else writes the log yet');
  const { size, epoch, frontier: empty } = tenure.head;
  const { frontier, newNodes } = appendLeaf(parseFrontier(empty), leafHash(Buffer.from(leaf)));
  const pseudonym = (kind: 'tenant' | 'principal' | 'object', rawId: string, ref: string) => ({
    tenantRef,
    kind,
    rawId,
    ref,
    wrappedKey: null,
  });
  const row: EntryRow = {
    index: 0,
    eventId: said.eventId,
    kind: 'PREPARED',
    intentId: said.intentId,
    service: 'case',
    tenantRef,
    tenantSeq: 1,
    actorRef,
    actorType: 'HUMAN',
    grantRef,
    onBehalfOfRef: null,
    ownerRef,
    action: said.action,
    targetType: target.type,
    targetRef,
    tier: said.tier,
    outcome: 'ATTEMPTED',
    requestId: said.requestId,
    recordedAt,
    eventHash: measureEvent({ ...said, actor, target }, 'case').eventHash,
    leaf,
  };
  const rows = {
    entries: [row],
    nodes: newNodes,
    pseudonyms: [
      pseudonym('tenant', owner.tenantId, tenantRef),
      pseudonym('principal', owner.principalId, ownerRef),
      pseudonym('principal', by.principalId, actorRef),
      pseudonym('object', actor.grantId ?? '', grantRef),
      pseudonym('object', target.id, targetRef),
    ],
    tenantHeads: [{ tenantRef, seq: 1, leafHash: leafHash(Buffer.from(leaf)) }],
    subjectKeys: [],
    details: [],
  };
  await tenure.commit(rows, { size, epoch }, advanceTo(frontier).stored);
  await tenure.leave();
  await db.close();
  return leaf;
}

async function append(sent: AuditEvent): Promise<AppendReceipt> {
  const call = { method: 'POST', path: '/internal/append', json: { events: [sent] }, requestId: 'r-1' } as const;
  const [receipt] = ((await audit.as('case').service.callJson(call)) as { receipts: AppendReceipt[] }).receipts;
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}

test('[R-112] an entry in the first form is served to the byte, proven, and readable', async () => {
  const query = `query ($object: [_Any!]!) { _entities(representations: $object) { ... on Case { auditTrail {
    nodes { index action actor { id } onBehalfOf { id } grant { id } leaf proof } } } } }`;
  const answer = await audit.as('gateway').graphql({
    query,
    variables: { object: [{ __typename: 'Case', id: event.target.id }] },
    contextToken: audit.identity.vouchFor(testCaller(who)),
  });
  expect(answer.errors).toBeUndefined();
  const [entity] = answer.data?.['_entities'] as { auditTrail: { nodes: { leaf: string; proof: string }[] } }[];
  const [entry] = entity?.auditTrail.nodes ?? [];
  expect(entry).toMatchObject({
    index: 0,
    actor: { id: nominee.principalId },
    onBehalfOf: null,
    grant: { id: event.actor.grantId },
    leaf: oldLeaf,
  });
  const log = parseVerifierKey(audit.vkey);
  const file = Buffer.from(entry?.proof ?? '');
  expect(verifyProofFile({ file, leaf: Buffer.from(oldLeaf), verifiers: [log], origin: log.name }).index).toBe(0);
});

test('[R-112] the event of an entry in the first form is still the same event, and its outcome follows in the new form', async () => {
  expect(await append(event)).toMatchObject({ index: 0, leaf: oldLeaf });
  const outcome = leafOf(await append(outcomeEvent(event.intentId)));
  const before = leafOf({ leaf: oldLeaf });
  expect(outcome).toMatchObject({ v: 2, on_behalf_of_ref: null, tenant_seq: 2 });
  for (const name of ['actor_ref', 'grant_ref', 'target_ref', 'tenant_ref']) expect(outcome[name]).toBe(before[name]);
});
