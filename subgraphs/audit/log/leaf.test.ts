import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#platform/tlog';
import { actingFor, factEvent, outcomeEvent, somebody } from '../testing/events.ts';
import { measureEvent, formatLeaf } from './leaf.ts';

const CONTENT = {
  kind: 'FACT',
  eventId: 'event',
  intentId: null,
  service: 'case',
  recordedAt: '2026-11-22T08:30:00.000Z',
  tenantRef: 'tenant',
  tenantSeq: 1,
  tenantPrev: '0',
  actorRef: 'actor',
  actorType: 'HUMAN',
  actorRole: 'proxy',
  sessionRef: null,
  clientId: 'web',
  grantRef: 'grant',
  onBehalfOfRef: 'owner',
  action: 'case.pack.deliver',
  targetType: 'Case',
  targetRef: 'target',
  tier: 'green',
  outcome: 'OK',
  reasonCode: null,
  requestId: 'request-1',
  detailCommit: null,
} as const;

test('[R-112] the form of a leaf is fixed: these bytes are what proofs of tomorrow are about', () => {
  expect(formatLeaf(CONTENT)).toBe(
    '{"action":"case.pack.deliver","actor_ref":"actor","actor_role":"proxy","actor_type":"HUMAN","client_id":"web",' +
      '"detail_commit":null,"event_id":"event","grant_ref":"grant","intent_id":null,"on_behalf_of_ref":"owner","outcome":"OK",' +
      '"reason_code":null,"recorded_at":"2026-11-22T08:30:00.000Z","request_id":"request-1","service":"case","session_ref":null,' +
      '"target_ref":"target","target_type":"Case","tenant_prev":"0","tenant_ref":"tenant","tenant_seq":1,"tier":"green",' +
      '"type":"FACT","v":2}',
  );
});

describe('[R-112] a leaf is canonical JSON', () => {
  const text = fc.string({ unit: 'binary' });

  test('whatever the strings in it are, as far as they are text at all', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (requestId, clientId, tenantSeq) => {
        fc.pre(requestId.isWellFormed() && clientId.isWellFormed());
        const leaf = formatLeaf({ ...CONTENT, requestId, clientId, tenantSeq });
        expect(canonicalJson(JSON.parse(leaf)).toString()).toBe(leaf);
        expect(JSON.parse(leaf)).toMatchObject({ request_id: requestId, client_id: clientId, tenant_seq: tenantSeq });
      }),
    );
  });

  test('also when a string says how half a character is written', () => {
    const leaf = formatLeaf({ ...CONTENT, requestId: '\\ud800' });
    expect(canonicalJson(JSON.parse(leaf)).toString()).toBe(leaf);
  });

  test('half a character is refused', () => {
    expect(() => formatLeaf({ ...CONTENT, clientId: '\ud800' })).toThrow('JSON cannot hold');
  });
});

describe('the hash of an event', () => {
  const hashOf = (value: unknown): Buffer => createHash('sha256').update(canonicalJson(value)).digest();

  test('of somebody who acts for themself is the one from before events said so', () => {
    const event = factEvent();
    const { onBehalfOfPrincipalId: _null, ...actor } = event.actor;
    expect(measureEvent(event, 'case').eventHash).toEqual(hashOf({ service: 'case', event: { ...event, actor } }));
  });

  test('covers on whose behalf', () => {
    const [owner, other, proxy] = [somebody(), somebody(), somebody()];
    const event = factEvent(owner, { actor: actingFor(owner, proxy) });
    const changed = { ...event, actor: { ...event.actor, onBehalfOfPrincipalId: other.principalId } };
    const without = { ...event, actor: { ...event.actor, onBehalfOfPrincipalId: null } };
    const hashes = [event, changed, without].map((one) => measureEvent(one, 'case').eventHash.toString('hex'));
    expect(new Set(hashes).size).toBe(3);
  });

  test('of an outcome covers all of it', () => {
    const event = outcomeEvent('intent');
    expect(measureEvent(event, 'case').eventHash).toEqual(hashOf({ service: 'case', event }));
    expect(measureEvent(event, 'vault').eventHash).not.toEqual(measureEvent(event, 'case').eventHash);
  });
});
