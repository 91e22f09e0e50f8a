import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { appendEvent } from './testing/append-events.ts';
import { factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

const SEARCH = `query ($first: Int, $after: String, $actorId: ID, $action: String, $targetType: String, $targetId: ID, $outcome: AuditOutcome,
    $service: String, $intentId: ID, $from: DateTime, $to: DateTime) {
  auditEntries(first: $first, after: $after, actorId: $actorId, action: $action, targetType: $targetType, targetId: $targetId,
    outcome: $outcome, service: $service, intentId: $intentId, from: $from, to: $to) {
    nodes { id index recordedAt intentId } pageInfo { hasNextPage endCursor }
  }
}`;
const AUDITOR = { role: 'auditor' as const, scopes: ['audit:read'] };

interface Page {
  readonly nodes: readonly {
    readonly id: string;
    readonly index: number;
    readonly recordedAt: string;
    readonly intentId: string | null;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let audit: RunningAudit;
const [ann, ben] = [somebody(), somebody()];
const proxied = preparedEvent(ben, { actor: preparedEvent(ann).actor, action: 'case.pack.export' });
const events = {
  created: preparedEvent(ann),
  refusedToAnn: factEvent(ann, { reasonCode: 'tier' }),
  document: preparedEvent(ann, { action: 'vault.document.request_upload' }),
  refusedToBen: factEvent(ben, { reasonCode: 'scope' }),
  // Of one tenant, done by somebody who is known by another pseudonym in their own.
  proxied,
};
const committed = outcomeEvent(events.created.intentId);

beforeAll(async () => {
  audit = await startRunningAudit();
  await append(events.created);
  await append(committed);
  await append(events.refusedToAnn);
  await append(events.document, 'vault');
  await append(events.refusedToBen, 'incident');
  await append(events.proxied);
});

afterAll(() => audit.close());

const append = (event: AuditEvent, caller?: CallerName): Promise<AppendReceipt> => appendEvent(audit, event, caller);

async function ask(variables: Record<string, unknown>): ReturnType<ReturnType<RunningAudit['as']>['graphql']> {
  const contextToken = audit.identity.vouchFor(testCaller(AUDITOR));
  return audit.as('gateway').graphql({ query: SEARCH, variables, contextToken });
}

async function page(variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await ask(variables);
  expect(errors).toBeUndefined();
  return data?.['auditEntries'] as Page;
}

/** Ids of what is found among the events of this file: each search adds an entry of its own. */
async function found(variables: Record<string, unknown>): Promise<string[]> {
  const known = [...Object.values(events), committed].map(({ eventId }) => eventId);
  return (await page({ first: 100, ...variables })).nodes.map(({ id }) => id).filter((id) => known.includes(id));
}

describe('[R-116] a search of the log', () => {
  const { created, refusedToAnn, document, refusedToBen } = events;
  const { principalId: actorId } = ann;

  test.each([
    [
      'actor, in whatever tenant they acted',
      () => ({ actorId }),
      [proxied, document, refusedToAnn, committed, created],
    ],
    ['action', () => ({ action: 'case.case.create' }), [committed, created]],
    ['kind of object', () => ({ targetType: 'Document' }), [document]],
    ['object', () => ({ targetType: 'Case', targetId: created.target.id }), [committed, created]],
    ['outcome', () => ({ outcome: 'DENIED' }), [refusedToBen, refusedToAnn]],
    ['a frequent outcome', () => ({ outcome: 'ATTEMPTED' }), [proxied, document, created]],
    ['service', () => ({ service: 'vault' }), [document]],
    ['change: the attempt and its outcome', () => ({ intentId: created.intentId }), [committed, created]],
    ['change that is pending', () => ({ intentId: document.intentId }), [document]],
    ['actor and outcome', () => ({ actorId, outcome: 'DENIED' }), [refusedToAnn]],
    ['actor and object', () => ({ actorId, targetId: proxied.target.id }), [proxied]],
    [
      'actor, action, service and kind',
      () => ({ actorId, action: 'case.case.create', service: 'case', targetType: 'Case' }),
      [committed, created],
    ],
    ['what contradicts itself', () => ({ action: 'case.case.create', service: 'vault' }), []],
    ['another kind of the same object', () => ({ targetType: 'Document', targetId: created.target.id }), []],
    ['somebody who is in no entry', () => ({ actorId: newId() }), []],
    ['an object as if it were an actor', () => ({ actorId: created.target.id }), []],
  ] as const)('by %s', async (_by, filter, wanted) => {
    expect(await found(filter())).toEqual(wanted.map(({ eventId }) => eventId));
  });

  test('an entry names its change, a fact none', async () => {
    const { nodes } = await page({ first: 100 });
    const intentOf = ({ eventId }: AuditEvent): unknown => nodes.find(({ id }) => id === eventId)?.intentId;
    expect([created, committed, refusedToAnn].map(intentOf)).toEqual([created.intentId, created.intentId, null]);
  });

  test('by time: from a moment on, and until before it', async () => {
    const all = (await page({ first: 100 })).nodes;
    for (const { recordedAt } of all) {
      const later = (await page({ first: 100, from: recordedAt })).nodes.filter(({ id }) =>
        all.some((each) => each.id === id),
      );
      const earlier = (await page({ first: 100, to: recordedAt })).nodes;
      expect(later).toEqual(all.filter((each) => each.recordedAt >= recordedAt));
      expect(earlier).toEqual(all.filter((each) => each.recordedAt < recordedAt));
    }
    const moment = committed.eventId;
    const { recordedAt = '' } = all.find(({ id }) => id === moment) ?? {};
    expect(await found({ to: recordedAt, actorId, action: 'case.case.create' })).not.toContain(moment);
    expect(await found({ from: '2999-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ to: '2000-01-01T02:00:00+02:00' })).toEqual([]);
  });

  test('comes in pages that neither repeat nor leave out an entry', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: Page = await page({ first: 2, after, actorId });
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(await found({ actorId }));
  });

  test.each([
    ['actorId', { actorId: 'x' }],
    ['targetId', { targetId: 'x' }],
    ['action', { action: 'case.pack.lose' }],
    ['action', { action: 'constructor' }],
    ['targetType', { targetType: 'Cases' }],
    ['service', { service: 'gatewax' }],
    ['from', { from: 'yesterday' }],
    ['from', { from: '2026-11-22' }],
    ['to', { to: '2026-13-22T00:00:00Z' }],
    ['to', { from: '2026-11-22T00:00:00Z', to: '2026-11-22T00:00:00Z' }],
  ])('refuses a bad %s: %j', async (path, variables) => {
    const { errors } = await ask(variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', errors: { [path]: [expect.any(String)] } });
  });

  test('is an entry itself, which says what was looked for, sealed', async () => {
    const filter = {
      actorId,
      targetType: 'Case',
      outcome: 'DENIED',
      service: 'case',
      from: '2026-01-01T00:00:00.000Z',
    };
    await page({ first: 7, ...filter });
    const [read] = (await page({ first: 2, action: 'audit.entry.read' })).nodes.slice(1);
    const sealed = await audit.sealedDetail(read?.id ?? '');
    expect(await audit.openDetail(read?.id ?? '')).toEqual({
      ...filter,
      ...{ action: null, intentId: null, targetId: null, to: null, before: null, limit: 7 },
    });
    for (const word of [actorId, 'targetType', 'DENIED']) expect(sealed).not.toContain(word);
  });
});
