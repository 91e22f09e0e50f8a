import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '#platform/ids';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { appendEvent } from './testing/append-events.ts';
import { actingFor, factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { HeldGrant } from '#platform/auth';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Somebody } from './testing/events.ts';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

const append = (event: AuditEvent, caller?: CallerName): Promise<AppendReceipt> => appendEvent(audit, event, caller);

const ENTRY = 'kind outcome service actor { id } onBehalfOf { id } grant { id } leaf';
const TRAIL = `query ($object: [_Any!]!) { _entities(representations: $object) {
  ... on Case { auditTrail { nodes { ${ENTRY} } } }
  ... on Incident { auditTrail { nodes { ${ENTRY} } } }
} }`;

interface Shown {
  readonly leaf: string;
}

async function trailOf(object: { __typename: string; id: string }, who: Partial<TestCaller>): Promise<Shown[]> {
  const contextToken = audit.identity.vouchFor(testCaller(who));
  const answer = await audit.as('gateway').graphql({ query: TRAIL, variables: { object: [object] }, contextToken });
  expect(answer.errors).toBeUndefined();
  return (answer.data?.['_entities'] as { auditTrail: { nodes: Shown[] } }[])[0]?.auditTrail.nodes ?? [];
}

async function searchBy(who: Partial<TestCaller>, targetId: string): Promise<Shown[]> {
  const query = `query ($targetId: ID) { auditEntries(targetId: $targetId) { nodes { ${ENTRY} } } }`;
  const contextToken = audit.identity.vouchFor(testCaller({ role: 'auditor', scopes: ['audit:read'], ...who }));
  const answer = await audit.as('gateway').graphql({ query, variables: { targetId }, contextToken });
  expect(answer.errors).toBeUndefined();
  return (answer.data?.['auditEntries'] as { nodes: Shown[] }).nodes;
}

function grantOf(owner: Somebody, change: Partial<HeldGrant> = {}): HeldGrant {
  const widest = { role: 'proxy', accessLevel: 'limited_write', tiers: ['green', 'amber'], expiresAt: null } as const;
  return { id: newId(), ...owner, ...widest, tiers: [...widest.tiers], ...change };
}

/** A change of the owner's case by somebody with a grant, and what became of it. */
async function changeByProxy(
  owner: Somebody,
  proxy: Somebody,
  grant: HeldGrant,
): Promise<{ __typename: string; id: string }> {
  const event = preparedEvent(owner, { actor: actingFor(owner, proxy, grant.id) });
  await append(event);
  await append(outcomeEvent(event.intentId));
  return { __typename: 'Case', id: event.target.id };
}

describe('[R-116] on whose behalf', () => {
  test('a principal sees in the trail of what is theirs who acted for them, by which grant, and what became of it', async () => {
    const [owner, proxy] = [somebody(), somebody()];
    const grant = grantOf(owner);
    const object = await changeByProxy(owner, proxy, grant);
    const people = { actor: { id: proxy.principalId }, onBehalfOf: { id: owner.principalId }, grant: { id: grant.id } };
    expect(await trailOf(object, owner)).toEqual([
      { kind: 'OUTCOME', outcome: 'COMMITTED', service: 'case', leaf: expect.any(String), ...people },
      { kind: 'PREPARED', outcome: 'ATTEMPTED', service: 'case', leaf: expect.any(String), ...people },
    ]);
  });

  test('an auditor sees the same, and which service recorded it', async () => {
    const [owner, proxy] = [somebody(), somebody()];
    const grant = grantOf(owner);
    const { id } = await changeByProxy(owner, proxy, grant);
    const people = { actor: { id: proxy.principalId }, onBehalfOf: { id: owner.principalId }, grant: { id: grant.id } };
    expect(await searchBy({}, id)).toEqual([
      expect.objectContaining({ kind: 'OUTCOME', service: 'case', ...people }),
      expect.objectContaining({ kind: 'PREPARED', service: 'case', ...people }),
    ]);
  });

  test('somebody who acts for themself acts on nobody’s behalf', async () => {
    const owner = somebody();
    const event = factEvent(owner);
    await append(event);
    expect(await trailOf({ __typename: 'Case', id: event.target.id }, owner)).toEqual([
      expect.objectContaining({ actor: { id: owner.principalId }, onBehalfOf: null, grant: null }),
    ]);
  });

  test('a leaf and a row hold the pseudonym of the principal, never the id', async () => {
    const [owner, proxy] = [somebody(), somebody()];
    const grant = grantOf(owner);
    const object = await changeByProxy(owner, proxy, grant);
    const shown = JSON.stringify((await trailOf(object, owner)).map(({ leaf }) => leaf));
    const admin = new pg.Client({ connectionString: audit.database.adminUrl });
    await admin.connect();
    const { rows } = await admin.query('SELECT e::text AS entry FROM audit.audit_entry e');
    await admin.end();
    for (const id of [owner.principalId, proxy.principalId, grant.id, owner.tenantId])
      expect(shown + JSON.stringify(rows)).not.toContain(id);
  });

  test.each([
    ['the actor themself', (_owner: Somebody, proxy: Somebody) => proxy.principalId],
    ['somebody, by nobody', () => newId()],
  ])('an event on behalf of %s is refused', async (title, onBehalf) => {
    const [owner, proxy] = [somebody(), somebody()];
    const actor = {
      ...actingFor(owner, proxy),
      onBehalfOfPrincipalId: onBehalf(owner, proxy),
      ...(title === 'somebody, by nobody' ? { principalId: null } : {}),
    };
    const json = { events: [factEvent(owner, { actor })] };
    expect(await audit.as('case').send({ method: 'POST', path: '/internal/append', json })).toMatchObject({
      status: 400,
      json: { errors: { 'events.0.actor.onBehalfOfPrincipalId': [expect.any(String)] } },
    });
  });

  test('an event of a service that does not say it yet is taken as nobody’s behalf', async () => {
    const owner = somebody();
    const event = factEvent(owner);
    const { onBehalfOfPrincipalId: _unsaid, ...actor } = event.actor;
    const json = { events: [{ ...event, actor }] };
    expect(await audit.as('case').send({ method: 'POST', path: '/internal/append', json })).toMatchObject({
      status: 200,
    });
    expect(await trailOf({ __typename: 'Case', id: event.target.id }, owner)).toEqual([
      expect.objectContaining({ onBehalfOf: null }),
    ]);
  });
});

describe('[R-116] people whom the reader may not know', () => {
  test('a stranger who was refused stands in the trail without a name, and an auditor sees who it was', async () => {
    const [owner, stranger] = [somebody(), somebody()];
    const denied = { action: 'security.authz.deny', outcome: 'DENIED', reasonCode: 'holder' } as const;
    const event = factEvent(owner, { ...denied, actor: factEvent(stranger).actor });
    await append(event);
    const object = { __typename: 'Case', id: event.target.id };
    expect(await trailOf(object, owner)).toEqual([expect.objectContaining({ outcome: 'DENIED', actor: null })]);
    expect(await trailOf(object, { ...owner, grants: [grantOf(stranger)] })).toEqual([
      expect.objectContaining({ outcome: 'DENIED', actor: { id: stranger.principalId } }),
    ]);
    expect(await searchBy({}, event.target.id)).toEqual([
      expect.objectContaining({ actor: { id: stranger.principalId } }),
    ]);
  });

  test("an organisation's people see each other in its trail, and nobody else", async () => {
    const [officer, colleague] = [somebody(), somebody()];
    const target = { type: 'Incident', id: newId(), ownerPrincipalId: null } as const;
    const change = preparedEvent(officer, { target, action: 'incident.incident.report' });
    await append(change, 'incident');
    const denied = {
      target,
      action: 'security.authz.deny',
      outcome: 'DENIED',
      actor: factEvent(somebody()).actor,
    } as const;
    await append(factEvent(officer, denied), 'incident');
    const role = { role: 'information_officer', scopes: ['incident:manage'] } as const;
    const reader = {
      ...role,
      scopes: [...role.scopes],
      tenantId: officer.tenantId,
      principalId: colleague.principalId,
    };
    expect(await trailOf({ __typename: 'Incident', id: target.id }, reader)).toEqual([
      expect.objectContaining({ kind: 'FACT', actor: null, service: 'incident' }),
      expect.objectContaining({ kind: 'PREPARED', actor: { id: officer.principalId } }),
    ]);
  });
});

describe('[R-046] a grant opens no trail', () => {
  test.each([
    ['a proxy', {}],
    ['a proxy who may write', { accessLevel: 'limited_write' }],
    ['an executor nominee', { role: 'executor_nominee', accessLevel: 'read_only_packs' }],
    ['an emergency contact with everything', { role: 'emergency_contact', accessLevel: 'read_only_all' }],
  ] as [string, Partial<HeldGrant>][])('%s reads nothing of what they did for the principal', async (_who, change) => {
    const [owner, proxy] = [somebody(), somebody()];
    const grant = grantOf(owner, change);
    const object = await changeByProxy(owner, proxy, grant);
    for (const tenantId of [proxy.tenantId, owner.tenantId])
      expect(await trailOf(object, { principalId: proxy.principalId, tenantId, grants: [grant] })).toEqual([]);
    expect(await trailOf(object, owner)).toHaveLength(2);
  });

  test('nor an excerpt', async () => {
    const [owner, proxy] = [somebody(), somebody()];
    const grant = grantOf(owner);
    const { id } = await changeByProxy(owner, proxy, grant);
    const json = { targetType: 'Case', targetId: id };
    const contextToken = audit.identity.vouchFor(testCaller({ ...proxy, grants: [grant] }));
    const answer = await audit.as('case').send({ method: 'POST', path: '/internal/excerpt', json, contextToken });
    expect(answer).toMatchObject({ status: 200, json: { entries: [] } });
  });

  test('but the pack that a proxy may export on behalf of the principal has its excerpt', async () => {
    const [owner, proxy] = [somebody(), somebody()];
    const writing = grantOf(owner, { accessLevel: 'limited_write' });
    const { id } = await changeByProxy(owner, proxy, writing);
    const ask = (grant: HeldGrant, onBehalfOf = owner.principalId): Promise<{ status: number; json: unknown }> => {
      const json = { targetType: 'Case', targetId: id, onBehalfOf };
      const contextToken = audit.identity.vouchFor(testCaller({ ...proxy, grants: [grant] }));
      return audit.as('case').send({ method: 'POST', path: '/internal/excerpt', json, contextToken });
    };
    expect(await ask(writing)).toMatchObject({
      status: 200,
      json: {
        entries: [expect.anything(), expect.anything(), { leaf: expect.stringContaining('audit.excerpt.issue') }],
      },
    });
    const others = [
      await ask({ ...writing, accessLevel: 'read_only_all' }),
      await ask({ ...writing, expiresAt: 1 }),
      await ask({ ...writing, role: 'emergency_contact' }),
      await ask(writing, newId()),
    ];
    for (const { status, json } of others)
      expect({ status, code: (json as { code: string }).code }).toEqual({ status: 404, code: 'NOT_FOUND' });
  });
});
