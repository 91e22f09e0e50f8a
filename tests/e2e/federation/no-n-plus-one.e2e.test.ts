import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { somebody } from '../../support/e2e/people.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { attach, emergencyPack, textDocument } from '../../support/e2e/world.ts';
import type { Somebody } from '../../support/e2e/people.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';

const SERVICES = ['identity', 'vault', 'case', 'incident', 'audit'] as const;
/** Begin, scope, work, commit: what a read transaction costs besides its questions is not what this test counts. */
const QUESTION =
  /LOG: {2}(?:statement|execute [^:]*): (?!BEGIN|START TRANSACTION|COMMIT|SET TRANSACTION|SELECT set_config)/;
const OVERVIEW = `query ($id: ID!) {
  case(id: $id) {
    status
    principal { displayName }
    evidence { name document { title currentVersion { sha256 } auditTrail(first: 3) { nodes { action actor { displayName } } } } }
    auditTrail(first: 50) { nodes { action outcome actor { displayName } } }
  }
}`;

let stack: TestStack;
let person: Somebody;

beforeAll(async () => {
  // The log looks through itself as seldom as it can be told to; each call of a plan is counted by itself.
  stack = await startTestStack({
    overrides: { audit: { AUDIT_INTEGRITY_SECONDS: '3600' }, gateway: { GATEWAY_SHARED_CALLS: 'false' } },
  });
  person = await somebody(stack.url);
  const admin = new pg.Client({ connectionString: stack.postgres.adminUrl('postgres') });
  await admin.connect();
  await admin.query("ALTER SYSTEM SET log_statement = 'all'");
  await admin.query('SELECT pg_reload_conf()');
  await admin.end();
});

afterAll(() => stack.dispose());

interface Cost {
  /** Questions to PostgreSQL by service. */
  readonly statements: Readonly<Record<string, number>>;
  /** Calls of the gateway by service. */
  readonly calls: Readonly<Record<string, number>>;
}

interface Overview {
  case: {
    evidence: { document: { title: string } | null }[];
    auditTrail: { nodes: { actor: { displayName: string } | null }[] };
  };
}

/** Services ask now and then of themselves (to publish, to anchor, to tidy up); of several times the least is what the query costs. */
const REPEATS = 10;

async function costOf(caseId: string): Promise<{ cost: Cost; overview: Overview }> {
  const found = await costOnce(caseId);
  const statements = { ...found.cost.statements };
  for (let again = 1; again < REPEATS; again += 1) {
    const other = (await costOnce(caseId)).cost.statements;
    for (const service of SERVICES)
      statements[service] = Math.min(statements[service] ?? Infinity, other[service] ?? Infinity);
  }
  return { overview: found.overview, cost: { ...found.cost, statements } };
}

async function costOnce(caseId: string): Promise<{ cost: Cost; overview: Overview }> {
  const requestId = randomUUID();
  const before = await postgresLog();
  const answer = await createGraphClient(stack.url).execute<Overview>({
    query: OVERVIEW,
    variables: { id: caseId },
    token: person.person.accessToken(),
    headers: { 'x-request-id': requestId },
  });
  const overview = answer.expectData();
  const after = (await postgresLog()).slice(before.length);
  const count = (lines: readonly string[], service: string): number =>
    lines.filter((line) => line.includes(`_app@lifeready_${service} LOG:  `) && QUESTION.test(line)).length;
  const statements = Object.fromEntries(SERVICES.map((service) => [service, count(after.split('\n'), service)]));
  const calls = await Promise.all(
    SERVICES.map(async (service) => [service, await callsOf(service, requestId)] as const),
  );
  return { overview, cost: { statements, calls: Object.fromEntries(calls) } };
}

function postgresLog(): Promise<string> {
  return readFile(stack.paths.log('postgres'), 'utf8');
}

async function callsOf(service: string, requestId: string): Promise<number> {
  const log = await readFile(stack.paths.log(service), 'utf8');
  return log.split('\n').filter((line) => line.includes(requestId) && line.includes('"route":"/graphql"')).length;
}

async function caseWithDocuments(count: number): Promise<string> {
  const caseId = await emergencyPack(person.person, 'draft');
  for (let number = 1; number <= count; number += 1) {
    await attach(person.person, caseId, `directive_${String(number)}`, await textDocument(person.person));
  }
  return caseId;
}

describe('one query over a case crosses four subgraphs without a question per object', () => {
  test('ten documents cost as many statements and calls as two', async () => {
    const small = await caseWithDocuments(2);
    const large = await caseWithDocuments(10);
    await costOf(small);
    const two = await costOf(small);
    const ten = await costOf(large);

    expect(ten.overview.case.evidence.filter(({ document }) => document !== null)).toHaveLength(10);
    expect(ten.overview.case.auditTrail.nodes.some(({ actor }) => actor?.displayName === 'somebody')).toBe(true);
    expect(ten.cost).toEqual(two.cost);
    for (const service of ['identity', 'vault', 'case', 'audit']) expect(ten.cost.calls[service]).toBeGreaterThan(0);
    expect(ten.cost.calls).toMatchObject({ case: 1, vault: 1, incident: 0 });
    expect(Object.values(ten.cost.statements).reduce((sum, statements) => sum + statements, 0)).toBeLessThanOrEqual(20);
  });
});
