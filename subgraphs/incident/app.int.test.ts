import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '#platform/ids';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { sampleFactsInput } from './testing/incident-samples.ts';
import { officerOf, startRunningIncident } from './testing/running-incident.ts';
import type { GraphAnswer } from '../../tests/support/service/signed-client.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { RunningIncident } from './testing/running-incident.ts';

let incidents: RunningIncident;
let admin: pg.Client;

beforeAll(async () => {
  incidents = await startRunningIncident();
  admin = new pg.Client({ connectionString: incidents.database.adminUrl });
  await admin.connect();
});

afterEach(() => {
  incidents.audit.unavailable = false;
});

afterAll(async () => {
  await admin.end();
  await incidents.close();
});

const INCIDENT = `id status reportedAt discoveredAt reportedBy { id }
  current { number title description certainty compromiseType affectedDataClasses affectedUserCount mitigationSteps
    possibleConsequences reason author { id } createdAt }`;
const REPORT = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { ${INCIDENT} } } }`;
const REVISE = `mutation ($input: ReviseIncidentInput!) { reviseIncident(input: $input) { incident { ${INCIDENT} } } }`;
const ONE = `query ($id: ID!) { incident(id: $id) { ${INCIDENT} } }`;
const LIST = `query ($first: Int, $after: String) { incidents(first: $first, after: $after) {
  nodes { id current { number title } } pageInfo { hasNextPage endCursor } } }`;
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Incident { ${INCIDENT} } } }`;

interface Shown {
  readonly id: string;
  readonly current: { readonly number: number; readonly title: string };
}

const DISCOVERED = '2026-01-02T03:04:05.678Z';

function reportInput(
  change: Record<string, unknown> = {},
  facts: Record<string, unknown> = {},
): Record<string, unknown> {
  return { discoveredAt: DISCOVERED, facts: sampleFactsInput(facts), ...change };
}

function reviseInput(incidentId: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    incidentId,
    basedOnRevision: 1,
    facts: sampleFactsInput({ title: 'Stolen laptop' }),
    reason: 'It was stolen.',
    ...change,
  };
}

async function report(officer: TestCaller, facts: Record<string, unknown> = {}): Promise<Shown> {
  const answer = await incidents.ask(REPORT, { input: reportInput({}, facts) }, officer);
  expect(answer.errors).toBeUndefined();
  return shown(answer, 'reportIncident');
}

function shown({ data }: GraphAnswer, mutation: string): Shown {
  return (data?.[mutation] as { incident: Shown }).incident;
}

function problemOf({ errors }: GraphAnswer): unknown {
  return errors?.[0]?.extensions;
}

async function rowsOf(officer: TestCaller): Promise<Record<string, number>> {
  const { rows } = await admin.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM incident.incident WHERE tenant_id = $1) AS incidents,
       (SELECT count(*)::int FROM incident.incident_revision WHERE tenant_id = $1) AS revisions`,
    [officer.tenantId],
  );
  return rows[0] ?? {};
}

describe('[R-101] reporting', () => {
  test('gives back what was given, as revision 1, and records it first', async () => {
    const officer = officerOf();
    const facts = { mitigationSteps: 'Wiped.\nPassword changed.', possibleConsequences: 'Identity theft.' };
    const { data, errors } = await incidents.ask(REPORT, { input: reportInput({}, facts) }, officer);
    expect(errors).toBeUndefined();
    const by = { id: officer.principalId };
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(data?.['reportIncident']).toEqual({
      incident: {
        id: expect.any(String),
        status: 'REPORTED',
        reportedAt: moment,
        discoveredAt: DISCOVERED,
        reportedBy: by,
        current: { number: 1, ...sampleFactsInput(facts), reason: null, author: by, createdAt: moment },
      },
    });
    const { id } = shown({ status: 200, data: data ?? null }, 'reportIncident');
    expect(incidents.audit.events.slice(-2)).toMatchObject([
      {
        kind: 'PREPARED',
        action: 'incident.incident.report',
        tenantId: officer.tenantId,
        target: { id },
        actor: { principalId: officer.principalId, role: 'information_officer' },
      },
      { kind: 'OUTCOME', outcome: 'COMMITTED' },
    ]);
    expect(JSON.stringify(incidents.audit.events)).not.toContain('Lost laptop');
  });

  test('keeps the moment of discovery whatever its offset', async () => {
    const input = reportInput({ discoveredAt: '2026-01-02T05:04:05.678+02:00' });
    expect(shown(await incidents.ask(REPORT, { input }, officerOf()), 'reportIncident')).toMatchObject({
      discoveredAt: DISCOVERED,
    });
  });

  test.each([
    ['discoveredAt', reportInput({ discoveredAt: '2999-01-01T00:00:00Z' })],
    ['discoveredAt', reportInput({ discoveredAt: 'yesterday' })],
    ['discoveredAt', reportInput({ discoveredAt: '2026-02-30T00:00:00Z' })],
    ['discoveredAt', reportInput({ discoveredAt: '2026-01-01' })],
    ['facts.title', reportInput({}, { title: 'x'.repeat(201) })],
    ['facts.title', reportInput({}, { title: ' \t ' })],
    ['facts.title', reportInput({}, { title: 'two\nlines' })],
    ['facts.description', reportInput({}, { description: 'x'.repeat(4_001) })],
    ['facts.description', reportInput({}, { description: '' })],
    ['facts.description', reportInput({}, { description: 'nul \u0000' })],
    ['facts.affectedDataClasses', reportInput({}, { affectedDataClasses: [] })],
    [
      'facts.affectedDataClasses',
      reportInput({}, { affectedDataClasses: Array.from({ length: 21 }, (_, at) => `class ${String(at)}`) }),
    ],
    ['facts.affectedDataClasses.1', reportInput({}, { affectedDataClasses: ['a', 'x'.repeat(101)] })],
    ['facts.affectedUserCount', reportInput({}, { affectedUserCount: -1 })],
    ['facts.mitigationSteps', reportInput({}, { mitigationSteps: 'x'.repeat(4_001) })],
    ['facts.possibleConsequences', reportInput({}, { possibleConsequences: 'x'.repeat(4_001) })],
  ])('refuses a bad %s and keeps nothing (%#)', async (field, input) => {
    const officer = officerOf();
    const answer = await incidents.ask(REPORT, { input }, officer);
    expect(problemOf(answer)).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { [`input.${field}`]: [expect.any(String)] },
    });
    expect(await rowsOf(officer)).toEqual({ incidents: 0, revisions: 0 });
  });

  test('takes everything at its limit', async () => {
    const facts = {
      title: 'ä'.repeat(200),
      description: 'x'.repeat(4_000),
      affectedDataClasses: Array.from({ length: 20 }, () => 'y'.repeat(100)),
      affectedUserCount: 2_147_483_647,
      mitigationSteps: 'z'.repeat(4_000),
      possibleConsequences: 'z'.repeat(4_000),
      certainty: 'CONFIRMED',
      compromiseType: 'UNAUTHORISED_DESTRUCTION',
    };
    expect((await report(officerOf(), facts)).current).toMatchObject(facts);
  });
});

describe('[R-103] revising', () => {
  test('adds a revision with its author and reason; the earlier ones stay', async () => {
    const officer = officerOf();
    const colleague = officerOf(officer.tenantId);
    const { id } = await report(officer);
    const answer = await incidents.ask(REVISE, { input: reviseInput(id) }, colleague);
    expect(shown(answer, 'reviseIncident')).toMatchObject({
      id,
      reportedBy: { id: officer.principalId },
      current: { number: 2, title: 'Stolen laptop', reason: 'It was stolen.', author: { id: colleague.principalId } },
    });
    const { data } = await incidents.ask(
      `query ($id: ID!) { incident(id: $id) { revisions { nodes { number title reason } } } }`,
      { id },
      officer,
    );
    expect(data?.['incident']).toEqual({
      revisions: {
        nodes: [
          { number: 2, title: 'Stolen laptop', reason: 'It was stolen.' },
          { number: 1, title: 'Lost laptop', reason: null },
        ],
      },
    });
    expect(incidents.audit.events.slice(-2)).toMatchObject([
      { action: 'incident.incident.revise', detail: { revision: 2 } },
      { outcome: 'COMMITTED' },
    ]);
  });

  test('twice in one request answers each with its own state', async () => {
    const officer = officerOf();
    const { id } = await report(officer);
    const pages = 'revisions { nodes { number } }';
    const query = `mutation ($one: ReviseIncidentInput!, $two: ReviseIncidentInput!) {
      one: reviseIncident(input: $one) { incident { current { number } ${pages} } }
      two: reviseIncident(input: $two) { incident { current { number } ${pages} } }
    }`;
    const { data } = await incidents.ask(
      query,
      { one: reviseInput(id), two: reviseInput(id, { basedOnRevision: 2 }) },
      officer,
    );
    expect(data).toMatchObject({
      one: { incident: { current: { number: 2 }, revisions: { nodes: [{ number: 2 }, { number: 1 }] } } },
      two: {
        incident: { current: { number: 3 }, revisions: { nodes: [{ number: 3 }, { number: 2 }, { number: 1 }] } },
      },
    });
  });

  test('from an older state is a conflict that names the newest', async () => {
    const officer = officerOf();
    const { id } = await report(officer);
    await incidents.ask(REVISE, { input: reviseInput(id) }, officer);
    expect(problemOf(await incidents.ask(REVISE, { input: reviseInput(id) }, officer))).toMatchObject({
      code: 'CONFLICT',
      currentRevision: 2,
    });
    expect(await rowsOf(officer)).toEqual({ incidents: 1, revisions: 2 });
  });

  test('by many at once: exactly one wins, the others get CONFLICT', async () => {
    const officer = officerOf();
    const { id } = await report(officer);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => incidents.ask(REVISE, { input: reviseInput(id) }, officer)),
    );
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    for (const answer of answers)
      if (answer.errors !== undefined) expect(problemOf(answer)).toMatchObject({ code: 'CONFLICT' });
    expect(await rowsOf(officer)).toEqual({ incidents: 1, revisions: 2 });
  });

  test.each([
    ['incidentId', { incidentId: 'x' }],
    ['basedOnRevision', { basedOnRevision: 0 }],
    ['reason', { reason: '' }],
    ['reason', { reason: 'x'.repeat(501) }],
    ['facts.title', { facts: sampleFactsInput({ title: '' }) }],
  ])('refuses a bad %s (%#)', async (field, change) => {
    const officer = officerOf();
    const { id } = await report(officer);
    const answer = await incidents.ask(REVISE, { input: reviseInput(id, change) }, officer);
    expect(problemOf(answer)).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { [`input.${field}`]: [expect.any(String)] },
    });
    expect(await rowsOf(officer)).toEqual({ incidents: 1, revisions: 1 });
  });
});

describe('[R-108] without the audit log', () => {
  test.each([
    ['reportIncident', REPORT, () => reportInput()],
    ['reviseIncident', REVISE, reviseInput],
  ] as const)('%s is AUDIT_UNAVAILABLE and leaves no row', async (_mutation, query, input) => {
    const officer = officerOf();
    const { id } = await report(officer);
    incidents.audit.unavailable = true;
    expect(problemOf(await incidents.ask(query, { input: input(id) }, officer))).toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
      status: 503,
    });
    expect(await rowsOf(officer)).toEqual({ incidents: 1, revisions: 1 });
    expect((await fetch(`${incidents.url}/readyz`)).status).toBe(503);
  });
});

describe('[R-102] who may', () => {
  const refusals: [string, TestCaller | null, string][] = [
    ['nobody', null, 'UNAUTHENTICATED'],
    ['a principal', testCaller({ scopes: ['incident:manage', 'read:all'] }), 'FORBIDDEN'],
    ['an operator', testCaller({ role: 'operator', scopes: ['operate', 'incident:manage'] }), 'FORBIDDEN'],
    ['an auditor', testCaller({ role: 'auditor', scopes: ['audit:read', 'incident:manage'] }), 'FORBIDDEN'],
    [
      'an information officer without the scope',
      testCaller({ role: 'information_officer', scopes: ['read:all'] }),
      'FORBIDDEN',
    ],
  ];

  test.each(refusals)('%s reports, revises, reads and lists nothing', async (_who, caller, code) => {
    const officer = officerOf(caller?.tenantId);
    const { id } = await report(officer);
    const asked: [string, Record<string, unknown>][] = [
      [REPORT, { input: reportInput() }],
      [REVISE, { input: reviseInput(id) }],
      [ONE, { id }],
      [LIST, {}],
      [ENTITIES, { representations: [{ __typename: 'Incident', id }] }],
    ];
    for (const [query, variables] of asked) {
      const answer = await incidents.ask(query, variables, caller);
      expect(problemOf(answer)).toMatchObject({ code });
      expect(JSON.stringify(answer.data ?? null)).not.toContain('laptop');
    }
    expect(await rowsOf(officer)).toEqual({ incidents: 1, revisions: 1 });
  });

  test('a colleague of the same organisation sees and revises it', async () => {
    const officer = officerOf();
    const { id } = await report(officer);
    expect((await incidents.ask(ONE, { id }, officerOf(officer.tenantId))).data?.['incident']).toMatchObject({ id });
  });

  test('[R-044] an unsigned caller gets nothing, also not the schema', async () => {
    for (const query of [
      '{ _service { sdl } }',
      `{ _entities(representations: []) { __typename } }`,
      '{ incidents { nodes { id } } }',
    ]) {
      const response = await fetch(`${incidents.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'SERVICE_SIGNATURE_INVALID' });
    }
  });
});

describe('[R-034] what belongs to another organisation is as if it were not there', () => {
  test('as a query, as an entity and as an input', async () => {
    const { id } = await report(officerOf());
    const stranger = officerOf();
    const missing = newId();
    const both = await Promise.all([id, missing].map((asked) => incidents.ask(ONE, { id: asked }, stranger)));
    expect(both).toEqual([
      expect.objectContaining({ data: { incident: null } }),
      expect.objectContaining({ data: { incident: null } }),
    ]);
    const representations = [id, missing, 'no-id', ''].map((asked) => ({ __typename: 'Incident', id: asked }));
    const entities = await incidents.ask(ENTITIES, { representations }, stranger);
    expect(entities).toMatchObject({ data: { _entities: [null, null, null, null] } });
    expect(entities.errors).toBeUndefined();
    const revised = await Promise.all(
      [id, missing].map((asked) => incidents.ask(REVISE, { input: reviseInput(asked) }, stranger)),
    );
    expect(revised.map(problemOf)).toEqual([
      problemOf(revised[1] ?? both[0] ?? entities),
      expect.objectContaining({ code: 'NOT_FOUND' }),
    ]);
    expect((await incidents.ask(LIST, {}, stranger)).data?.['incidents']).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('an id that is none is bad input', async () => {
    expect(problemOf(await incidents.ask(ONE, { id: 'x' }, officerOf()))).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { id: [expect.any(String)] },
    });
  });

  test('an entity of the own organisation resolves', async () => {
    const officer = officerOf();
    const { id } = await report(officer);
    const { data } = await incidents.ask(ENTITIES, { representations: [{ __typename: 'Incident', id }] }, officer);
    expect(data?.['_entities']).toMatchObject([{ id, current: { number: 1, title: 'Lost laptop' } }]);
  });
});

describe('lists', () => {
  test('of incidents come newest first, in pages that neither repeat nor leave out one', async () => {
    const officer = officerOf();
    const reported: string[] = [];
    for (let count = 0; count < 5; count += 1) reported.push((await report(officer)).id);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: GraphAnswer = await incidents.ask(LIST, { first: 2, after }, officer);
      const page = data?.['incidents'] as {
        nodes: Shown[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(reported));
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  test('of revisions too', async () => {
    const officer = officerOf();
    const { id } = await report(officer);
    for (let number = 1; number < 5; number += 1)
      await incidents.ask(REVISE, { input: reviseInput(id, { basedOnRevision: number }) }, officer);
    const query = `query ($id: ID!, $first: Int, $after: String) { incident(id: $id) {
      revisions(first: $first, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } } }`;
    const page = async (
      after: string | null,
    ): Promise<{ nodes: { number: number }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }> => {
      const { data } = await incidents.ask(query, { id, first: 2, after }, officer);
      return (data?.['incident'] as { revisions: Awaited<ReturnType<typeof page>> }).revisions;
    };
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    const third = await page(second.pageInfo.endCursor);
    expect([first, second, third].map(({ nodes }) => nodes.map(({ number }) => number))).toEqual([[5, 4], [3, 2], [1]]);
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  test.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: 'x' }],
    ['after', { after: Buffer.from('v1:17').toString('base64url') }],
  ])('refuse a bad %s (%#)', async (path, variables) => {
    expect(problemOf(await incidents.ask(LIST, variables, officerOf()))).toMatchObject({
      code: 'BAD_USER_INPUT',
      errors: { [path]: [expect.any(String)] },
    });
  });

  test('of 10 incidents with their current revision and their revisions need as many statements as of one', async () => {
    const officer = officerOf();
    const query =
      'query ($first: Int) { incidents(first: $first) { nodes { id current { title } revisions(first: 2) { nodes { number title } } } } }';
    for (let count = 0; count < 10; count += 1) {
      const { id } = await report(officer, { title: `Incident ${String(count)}` });
      await incidents.ask(
        REVISE,
        { input: reviseInput(id, { facts: sampleFactsInput({ title: `Revised ${String(count)}` }) }) },
        officer,
      );
    }
    const statementsFor = async (first: number): Promise<number> => {
      incidents.statements.length = 0;
      const { data } = await incidents.ask(query, { first }, officer);
      const { nodes } = data?.['incidents'] as {
        nodes: { current: { title: string }; revisions: { nodes: unknown[] } }[];
      };
      expect(nodes.map(({ current }) => current.title)).toEqual(
        Array.from({ length: first }, (_, at) => `Revised ${String(9 - at)}`),
      );
      for (const { revisions } of nodes) expect(revisions.nodes).toHaveLength(2);
      return incidents.statements.length;
    };
    expect(await statementsFor(10)).toBe(await statementsFor(1));
  });
});
