import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { parseVerifierKey, verifyProofFile } from '#platform/tlog';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { appendEvent } from './testing/append-events.ts';
import { actingFor, factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AuditEvent } from '#platform/audit';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

const AUDITOR = { role: 'auditor', scopes: ['audit:read'] } as const;
const OFFICER = { role: 'information_officer', scopes: ['incident:manage'] } as const;
const TRAIL = `query ($of: [_Any!]!, $first: Int, $after: String) { _entities(representations: $of) {
  ... on Principal { auditTrail(first: $first, after: $after) { ...page } }
  ... on Person { auditTrail { ...page } }
  ... on Asset { auditTrail { ...page } }
  ... on RoleGrant { auditTrail { ...page } }
  ... on StagedAccess { auditTrail { ...page } }
} }
fragment page on AuditEntryConnection { nodes { id } pageInfo { hasNextPage endCursor } }`;
const PROOF = 'query ($entryId: ID!) { auditProof(entryId: $entryId) { entryId index leaf proof size } }';

let audit: RunningAudit;
beforeAll(async () => {
  audit = await startRunningAudit();
});
afterAll(() => audit.close());

type Who = Partial<TestCaller>;
interface Trail {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** @returns the id of the entry */
async function append(event: AuditEvent, caller?: CallerName): Promise<string> {
  await appendEvent(audit, event, caller);
  return event.eventId;
}

function ask(
  who: Who,
  query: string,
  variables: Record<string, unknown>,
): ReturnType<ReturnType<typeof audit.as>['graphql']> {
  const contextToken = audit.identity.vouchFor(testCaller(who));
  return audit.as('gateway').graphql({ query, variables, contextToken });
}

async function trail(
  who: Who,
  of: { __typename: string; id: string },
  page: Record<string, unknown> = {},
): Promise<Trail> {
  const { data, errors } = await ask(who, TRAIL, { of: [of], first: 20, ...page });
  expect(errors).toBeUndefined();
  const [found] = data?.['_entities'] as { auditTrail: Trail }[];
  if (found === undefined) throw new Error('nothing was found');
  return found.auditTrail;
}

const idsOf = ({ nodes }: Trail): string[] => nodes.map(({ id }) => id);
const self = ({ principalId }: { principalId: string }): { __typename: string; id: string } => ({
  __typename: 'Principal',
  id: principalId,
});

describe("[R-116] a person's own excerpt of the log", () => {
  test('has what is about theirs and what they did, once each and newest first, and nothing of others', async () => {
    const [ann, proxy] = [somebody(), somebody()];
    const colleague = somebody(ann.tenantId);
    const created = preparedEvent(ann);
    const common = { type: 'Incident', id: newId(), ownerPrincipalId: null } as const;
    const ids = [
      await append(created),
      await append(outcomeEvent(created.intentId)),
      await append(preparedEvent(ann, { actor: actingFor(ann, proxy) })),
      await append(preparedEvent(ann, { target: common, action: 'incident.incident.report' }), 'incident'),
      await append(factEvent(ann, { actor: factEvent(colleague).actor })),
    ];
    await append(preparedEvent(colleague));
    await append(factEvent());
    expect(idsOf(await trail(ann, self(ann)))).toEqual(ids.toReversed());
  });

  test("a refusal about somebody else's object is not among what the refused one did: it would tell that the object exists", async () => {
    const ann = somebody();
    const colleague = somebody(ann.tenantId);
    const refused = await append(factEvent(colleague, { actor: factEvent(ann).actor, reasonCode: 'owner' }));
    expect(idsOf(await trail(ann, self(ann)))).not.toContain(refused);
    expect(await proofOf(ann, refused)).toBeNull();
    expect(idsOf(await trail(colleague, self(colleague)))).toEqual([refused]);
  });

  test('is empty for everybody else', async () => {
    const ann = somebody();
    await append(preparedEvent(ann));
    for (const who of [somebody(), somebody(ann.tenantId), { ...ann, tenantId: newId() }]) {
      expect(idsOf(await trail(who, self(ann)))).toEqual([]);
    }
    expect(idsOf(await trail(ann, self({ principalId: newId() })))).toEqual([]);
  });

  test('comes in pages that neither repeat nor leave out an entry', async () => {
    const ann = somebody();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await append(preparedEvent(ann)));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const found: Trail = await trail(ann, self(ann), { first: 2, after });
      seen.push(...idsOf(found));
      after = found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(ids.toReversed());
  });

  test.each([
    ['an operator', { role: 'operator', scopes: ['operate', 'read:all'] }],
    ['an auditor', AUDITOR],
    ['a principal without the scope', { scopes: ['read:packs'] }],
  ] as const)('%s is refused it', async (_who, { scopes, ...change }) => {
    const ann = somebody();
    const { data, errors } = await ask({ ...ann, ...change, scopes: [...scopes] }, TRAIL, {
      of: [self(ann)],
      first: 1,
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(JSON.stringify(data ?? null)).not.toContain('nodes');
  });
});

describe('[R-116] the trail of an object', () => {
  test.each([
    ['Person', 'vault.person.create', 'vault'],
    ['Asset', 'vault.asset.create', 'vault'],
    ['RoleGrant', 'identity.grant.invite', 'identity'],
    ['StagedAccess', 'identity.staged_access.arrange', 'identity'],
  ] as const)('%s: shows its owner its entries, and nobody else', async (__typename, action, service) => {
    const ann = somebody();
    const target = { type: __typename, id: newId(), ownerPrincipalId: ann.principalId } as const;
    const event = preparedEvent(ann, { action, target });
    const ids = [await append(event, service), await append(outcomeEvent(event.intentId), service)];
    const object = { __typename, id: target.id };
    expect(idsOf(await trail(ann, object))).toEqual(ids.toReversed());
    expect(idsOf(await trail(somebody(ann.tenantId), object))).toEqual([]);
    const { errors } = await ask({ ...ann, role: 'operator', scopes: ['operate'] }, TRAIL, { of: [object], first: 1 });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});

async function proofOf(who: Who, entryId: string): Promise<{ leaf: string; proof: string; index: number } | null> {
  const { data, errors } = await ask(who, PROOF, { entryId });
  expect(errors).toBeUndefined();
  return data?.['auditProof'] as Awaited<ReturnType<typeof proofOf>>;
}

async function readings(): Promise<number> {
  const query = '{ auditEntries(first: 100, action: "audit.entry.read") { nodes { id } } }';
  const { data } = await ask({ ...AUDITOR, scopes: [...AUDITOR.scopes] }, query, {});
  return (data?.['auditEntries'] as { nodes: unknown[] }).nodes.length;
}

describe('[R-115] auditProof', () => {
  const auditor = (): Who => ({ ...AUDITOR, scopes: [...AUDITOR.scopes] });
  const officerOf = (tenantId: string): Who => ({ ...somebody(tenantId), ...OFFICER, scopes: [...OFFICER.scopes] });

  test('proves an entry to its owner, to who acted, and to auditors: the leaf to the byte, in a checkpoint of the log', async () => {
    const ann = somebody();
    const proxy = somebody(ann.tenantId);
    const entryId = await append(preparedEvent(ann, { actor: actingFor(ann, proxy) }));
    const log = parseVerifierKey(audit.vkey);
    for (const who of [ann, proxy, auditor()]) {
      const found = await proofOf(who, entryId);
      if (found === null) throw new Error('no proof');
      const { leaf, proof, index } = found;
      const file = Buffer.from(proof);
      const proven = verifyProofFile({ file, leaf: Buffer.from(leaf), verifiers: [log], origin: log.name });
      expect([proven.index, JSON.parse(leaf)]).toMatchObject([index, { event_id: entryId }]);
    }
  });

  test("proves an organisation's incident to its information officer alone", async () => {
    const { tenantId } = somebody();
    const target = { type: 'Incident', id: newId(), ownerPrincipalId: null } as const;
    const event = preparedEvent(somebody(tenantId), { target, action: 'incident.incident.report' });
    const entryId = await append(event, 'incident');
    expect(await proofOf(officerOf(tenantId), entryId)).toMatchObject({ entryId });
    expect(await proofOf(officerOf(newId()), entryId)).toBeNull();
    expect(await proofOf(somebody(tenantId), entryId)).toBeNull();
    const ofPerson = await append(preparedEvent(somebody(tenantId)));
    expect(await proofOf(officerOf(tenantId), ofPerson)).toBeNull();
  });

  test("answers alike for somebody else's entry and for none", async () => {
    const entryId = await append(preparedEvent());
    const ann = somebody();
    await append(preparedEvent(ann));
    const unscoped = { ...ann, scopes: ['read:packs'] };
    for (const who of [ann, somebody(), unscoped]) {
      expect(await ask(who, PROOF, { entryId })).toEqual(await ask(who, PROOF, { entryId: newId() }));
      expect(await proofOf(who, entryId)).toBeNull();
    }
  });

  test("an auditor's reading is an entry, of what is there and of what is not; an owner's is none", async () => {
    const ann = somebody();
    const entryId = await append(preparedEvent(ann));
    const before = await readings();
    await proofOf(ann, entryId);
    // The count reads too.
    expect(await readings()).toBe(before + 1);
    await proofOf(auditor(), entryId);
    await proofOf(auditor(), newId());
    expect(await readings()).toBe(before + 4);
  });

  test('operators get no entry, not even with the scope', async () => {
    const entryId = await append(preparedEvent());
    for (const scopes of [['operate'], ['operate', 'audit:read', 'read:all']]) {
      const { data, errors } = await ask({ role: 'operator', scopes }, PROOF, { entryId });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
      expect(data?.['auditProof'] ?? null).toBeNull();
    }
  });

  test('refuses what is no id', async () => {
    const { errors } = await ask(somebody(), PROOF, { entryId: 'x' });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { entryId: [expect.any(String)] },
    });
  });
});
