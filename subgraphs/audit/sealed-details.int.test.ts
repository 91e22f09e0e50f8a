import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { appendEvent } from './testing/append-events.ts';
import { factEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { RunningAudit } from './testing/running-audit.ts';

const SECRET = 'a-red-secret';
const ENTRY = `nodes { id kind action outcome reasonCode refusal { coordinate count } service actor { id } onBehalfOf { id } grant { id }
  targetType targetId recordedAt requestId leaf proof }`;
const SEARCH = `query ($targetId: ID) { auditEntries(targetId: $targetId) { ${ENTRY} } }`;
const TRAIL = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Document { auditTrail { ${ENTRY} } } } }`;
const PROOF = 'query ($entryId: ID!) { auditProof(entryId: $entryId) { entryId leaf proof } }';
const AUDITOR = { role: 'auditor', scopes: ['audit:read'] } satisfies Partial<TestCaller>;

let audit: RunningAudit;
const owner = somebody();
const document = preparedEvent(owner, {
  action: 'vault.document.request_download',
  tier: 'red',
  detail: { note: SECRET },
});
const refusal = factEvent(owner, {
  target: document.target,
  tier: 'red',
  reasonCode: 'tier',
  detail: { coordinate: 'Query.document', count: 3, note: SECRET },
});

beforeAll(async () => {
  audit = await startRunningAudit();
  await appendEvent(audit, document, 'vault');
  await appendEvent(audit, refusal, 'vault');
});
afterAll(() => audit.close());

function ask(who: Partial<TestCaller>, query: string): ReturnType<ReturnType<typeof audit.as>['graphql']> {
  const { id } = document.target;
  const variables = { targetId: id, of: [{ __typename: 'Document', id }], entryId: document.eventId };
  return audit.as('gateway').graphql({ query, variables, contextToken: audit.identity.vouchFor(testCaller(who)) });
}

describe('[R-116] details of RED objects', () => {
  test.each([
    ['the search', SEARCH],
    ['a trail', TRAIL],
    ['a proof', PROOF],
  ])('operators are refused %s, whatever their scopes', async (_what, query) => {
    for (const scopes of [['operate'], ['operate', 'audit:read', 'read:all', 'incident:manage']]) {
      const { data, errors } = await ask({ role: 'operator', scopes, tiers: ['green', 'amber', 'red'] }, query);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
      expect(JSON.stringify(data ?? null)).not.toContain(document.eventId);
    }
  });

  test('auditors read of a refusal what was refused and how often; no other detail is shown to anybody', async () => {
    const found = await ask(AUDITOR, SEARCH);
    expect(found.errors).toBeUndefined();
    expect(found.data?.['auditEntries']).toMatchObject({
      nodes: [
        { id: refusal.eventId, refusal: { coordinate: 'Query.document', count: 3 } },
        { id: document.eventId, refusal: null },
      ],
    });
    const own = await ask({ ...owner, tiers: ['green', 'amber', 'red'] }, PROOF);
    expect(own.data?.['auditProof']).toMatchObject({ entryId: document.eventId });
    for (const answer of [found, own, await ask(AUDITOR, PROOF)]) {
      expect(JSON.stringify(answer)).not.toContain(SECRET);
    }
  });

  test('an owner who asks the trail for what was refused is refused', async () => {
    const { data, errors } = await ask(owner, TRAIL);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(JSON.stringify(data)).not.toContain(SECRET);
  });

  test('are sealed where they are stored, and open with the key of the service alone', async () => {
    expect(await audit.sealedDetail(document.eventId)).not.toContain(SECRET);
    expect(await audit.openDetail(document.eventId)).toEqual({ note: SECRET });
  });
});
