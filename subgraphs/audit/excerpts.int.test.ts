import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { epochSeconds, systemClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { parsePolicy } from '#platform/tlog';
import { verifyExcerptFile } from '../../cli/audit/verify-excerpt.ts';
import { createPrivateFolder } from '../../tests/support/service/private-folder.ts';
import { testCaller } from '../../tests/support/service/test-identity.ts';
import { appendEvents } from './testing/append-events.ts';
import { actingFor, factEvent, outcomeEvent, preparedEvent, somebody } from './testing/events.ts';
import { startRunningAudit } from './testing/running-audit.ts';
import type { AuditEvent } from '#platform/audit';
import type { ExcerptReport } from '../../cli/audit/verify-excerpt.ts';
import type { PrivateFolder } from '../../tests/support/service/private-folder.ts';
import type { TestCaller } from '../../tests/support/service/test-identity.ts';
import type { Somebody } from './testing/events.ts';
import type { CallerName, RunningAudit } from './testing/running-audit.ts';

const AUDITOR: Partial<TestCaller> = { role: 'auditor', scopes: ['audit:read'] };

let audit: RunningAudit;
let folder: PrivateFolder;
let admin: pg.Client;
beforeAll(async () => {
  audit = await startRunningAudit();
  folder = createPrivateFolder();
  admin = new pg.Client({ connectionString: audit.database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  folder.remove();
  await audit.close();
});

/** @returns the leaves, in order; a call takes so many events */
async function append(events: readonly AuditEvent[], caller?: CallerName): Promise<string[]> {
  const leaves: string[] = [];
  for (let sent = 0; sent < events.length; sent += 64)
    leaves.push(...(await appendEvents(audit, events.slice(sent, sent + 64), caller)).map(({ leaf }) => leaf));
  return leaves;
}

/** With a fresh second factor. */
function fresh(who: Partial<TestCaller>): TestCaller {
  return testCaller({ acr: 'aal2', authTime: epochSeconds(systemClock), ...who });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

async function fetchExcerpt(what: string, by?: TestCaller, caller: CallerName = 'gateway'): Promise<Answer> {
  const { status, headers, body } = await audit.as(caller).service.call({
    method: 'GET',
    path: `/internal/log/excerpts/${what}`,
    requestId: 'test-excerpts',
    contextToken: by === undefined ? undefined : audit.identity.vouchFor(by),
  });
  return { status, headers, body: await buffer(body) };
}

/** Fetches an excerpt that is there, and verifies it as whoever gets it would. */
async function excerptOf(what: string, by: TestCaller): Promise<{ report: ExcerptReport; leaves: string[] }> {
  const { status, headers, body } = await fetchExcerpt(what, by);
  expect({ status, type: headers['content-type'] }).toEqual({
    status: 200,
    type: 'application/jsonl; charset=utf-8',
  });
  const path = folder.path(`${newId()}.jsonl`);
  await writeFile(path, body);
  const report = await verifyExcerptFile({ path, policy: parsePolicy(`log ${audit.vkey}\nquorum none\n`) });
  const lines = body.toString().trimEnd().split('\n').slice(1, -1);
  return { report, leaves: lines.map((line) => (JSON.parse(line) as { leaf: string }).leaf) };
}

async function excerptsRecorded(): Promise<number> {
  const text = `SELECT count(*) FROM audit.audit_entry WHERE action = 'audit.excerpt.issue'`;
  return Number((await admin.query<{ count: string }>(text)).rows[0]?.count);
}

/** What happened to somebody, in the order in which it did. */
async function historyOf(who: Somebody): Promise<string[]> {
  const created = preparedEvent(who);
  const ticket = { type: 'TransferTicket', id: newId(), ownerPrincipalId: null } as const;
  return [
    ...(await append([created])),
    ...(await append([outcomeEvent(created.intentId), factEvent(who)])),
    ...(await append([factEvent(who, { target: ticket, tier: 'green' })])),
    ...(await append([preparedEvent(who, { actor: actingFor(who, somebody()) })])),
  ];
}

describe('[R-115] one’s own excerpt', () => {
  test('of somebody who is alone in their tenant is all of it, and verifies as complete', async () => {
    const ann = somebody();
    await historyOf(somebody());
    const history = await historyOf(ann);
    const { report, leaves } = await excerptOf('own', fresh(ann));
    expect(report.checks.map(({ id, status }) => `${id} ${status}`)).toEqual(
      ['file', 'checkpoint', 'excerpt', 'tenant', 'chain'].map((id) => `${id} passed`),
    );
    expect(report).toMatchObject({ verdict: 'verified', excerpt: { about: 'Principal', entries: 6, withheld: 0 } });
    expect(leaves.slice(0, -1)).toEqual(history);
    expect(JSON.parse(leaves.at(-1) ?? '')).toMatchObject({ action: 'audit.excerpt.issue', tenant_seq: 6 });
  });

  test('has the one before in it', async () => {
    const ann = somebody();
    await historyOf(ann);
    const first = await excerptOf('own', fresh(ann));
    const second = await excerptOf('own', fresh(ann));
    expect(second.leaves.slice(0, -1)).toEqual(first.leaves);
    expect(second.report.excerpt).toMatchObject({
      tenantRef: first.report.excerpt?.tenantRef,
      subjectRef: first.report.excerpt?.subjectRef,
    });
  });

  test('of somebody who is not alone reveals no other person’s event, and says how many there are', async () => {
    const ann = somebody();
    const bob = somebody(ann.tenantId);
    const [mine, theirs] = [await historyOf(ann), await historyOf(bob)];
    const { report, leaves } = await excerptOf('own', fresh(ann));
    expect(report).toMatchObject({ verdict: 'verified', excerpt: { withheld: 6 } });
    expect(report.checks.at(-1)?.findings.join()).toContain('said to be about others in the tenant');
    // A refusal without an owner may be either's.
    expect(leaves.slice(0, -1)).toEqual(mine.toSpliced(3, 1));
    for (const leaf of theirs) expect(leaves).not.toContain(leaf);
  });

  test('is read page by page, and nothing is lost between two', async () => {
    const ann = somebody();
    const history = await append(Array.from({ length: 1_100 }, () => factEvent(ann)));
    const { report, leaves } = await excerptOf('own', fresh(ann));
    expect(report).toMatchObject({ verdict: 'verified', excerpt: { entries: 1_101, withheld: 0 } });
    expect(leaves.slice(0, -1)).toEqual(history);
    const bob = somebody(ann.tenantId);
    await append([factEvent(bob)]);
    const shared = await excerptOf('own', fresh(ann));
    expect(shared.report).toMatchObject({ verdict: 'verified', excerpt: { entries: 1_102, withheld: 1 } });
    expect(shared.leaves.slice(0, -1)).toEqual(leaves);
  });

  test('of somebody of whom the log says nothing is not there, and is not recorded', async () => {
    const before = await excerptsRecorded();
    expect(await fetchExcerpt('own', fresh(somebody()))).toMatchObject({ status: 404 });
    expect(await excerptsRecorded()).toBe(before);
  });
});

describe('[R-115] the excerpt of a case', () => {
  test('has its entries and no others, and says how many it leaves out', async () => {
    const ann = somebody();
    const event = preparedEvent(ann);
    await historyOf(ann);
    const leaves = await append([event]);
    leaves.push(...(await append([factEvent(ann), outcomeEvent(event.intentId)])).slice(1));
    const excerpt = await excerptOf(`case/${event.target.id}`, fresh(ann));
    expect(excerpt.report).toMatchObject({ verdict: 'verified', excerpt: { about: 'Case', entries: 3, withheld: 6 } });
    expect(excerpt.leaves.slice(0, -1)).toEqual(leaves);
  });

  test('[R-098] of somebody else is as little there as none, and is not recorded', async () => {
    const ann = somebody();
    const event = preparedEvent(ann);
    await append([event]);
    const before = await excerptsRecorded();
    for (const [what, by] of [
      [`case/${event.target.id}`, somebody()],
      [`case/${event.target.id}`, somebody(ann.tenantId)],
      [`case/${newId()}`, ann],
      ['case/x', ann],
      [`principal/${ann.principalId}`, somebody(ann.tenantId)],
    ] as const)
      expect(JSON.parse(String((await fetchExcerpt(what, fresh(by))).body))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await excerptsRecorded()).toBe(before);
  });
});

describe('[R-116] an auditor', () => {
  test('gets the excerpt of anybody, and it is an entry of theirs in the tenant', async () => {
    const ann = somebody();
    const event = preparedEvent(ann);
    const history = [...(await append([event])), ...(await append([factEvent(ann)]))];
    const auditor = fresh(AUDITOR);
    const person = await excerptOf(`principal/${ann.principalId}`, auditor);
    expect(person.report).toMatchObject({ verdict: 'verified', excerpt: { entries: 3, withheld: 0 } });
    expect(person.leaves.slice(0, -1)).toEqual(history);
    expect(JSON.parse(person.leaves.at(-1) ?? '')).toMatchObject({ actor_role: 'auditor', tenant_seq: 3 });
    const ofCase = await excerptOf(`case/${event.target.id}`, auditor);
    expect(ofCase.report).toMatchObject({ verdict: 'verified', excerpt: { entries: 2, withheld: 2 } });
    expect((await fetchExcerpt(`case/${newId()}`, auditor)).status).toBe(404);
    // The person sees that it was given out.
    expect((await excerptOf('own', fresh(ann))).leaves).toContain(person.leaves.at(-1));
  });

  test('finds somebody at home, where they own something, and not where they acted for another', async () => {
    const [ann, proxy] = [somebody(), somebody()];
    await append([preparedEvent(ann, { actor: actingFor(ann, proxy) })]);
    expect((await fetchExcerpt(`principal/${proxy.principalId}`, fresh(AUDITOR))).status).toBe(404);
    const own = await append([factEvent(proxy)]);
    const { leaves } = await excerptOf(`principal/${proxy.principalId}`, fresh(AUDITOR));
    expect(leaves.slice(0, -1)).toEqual(own);
  });
});

describe('[R-035] an excerpt is refused', () => {
  test.each([
    ['no second factor', { acr: 'aal1' }],
    ['one of ten minutes ago', { authTime: epochSeconds(systemClock) - 600 }],
  ] as [string, Partial<TestCaller>][])(
    'to an auditor with %s, whether there is something or not',
    async (_what, change) => {
      const ann = somebody();
      const event = preparedEvent(ann);
      await append([event]);
      const before = await excerptsRecorded();
      const auditor = fresh({ ...AUDITOR, ...change });
      for (const what of [`principal/${ann.principalId}`, `case/${event.target.id}`, `case/${newId()}`]) {
        const { status, body } = await fetchExcerpt(what, auditor);
        expect({ status, body: JSON.parse(String(body)) }).toMatchObject({
          status: 401,
          body: { code: 'STEP_UP_REQUIRED' },
        });
      }
      expect(await excerptsRecorded()).toBe(before);
    },
  );

  test.each([
    ['nobody', undefined, 'UNAUTHENTICATED'],
    ['whoever has no fresh second factor', { acr: 'aal1' }, 'STEP_UP_REQUIRED'],
    ['whoever had one ten minutes ago', { authTime: epochSeconds(systemClock) - 600 }, 'STEP_UP_REQUIRED'],
    ['an operator', { role: 'operator', scopes: ['operate', 'read:all'] }, 'FORBIDDEN'],
    ['an auditor, of themself', AUDITOR, 'FORBIDDEN'],
    ['a token without the scope', { scopes: ['read:packs'] }, 'FORBIDDEN'],
  ] as [string, Partial<TestCaller> | undefined, string][])('to %s', async (_who, change, code) => {
    const ann = somebody();
    await append([factEvent(ann)]);
    const before = await excerptsRecorded();
    const { body } = await fetchExcerpt('own', change === undefined ? undefined : fresh({ ...ann, ...change }));
    expect(JSON.parse(String(body))).toMatchObject({ code });
    expect(await excerptsRecorded()).toBe(before);
  });

  test('[R-044] to other services than the gateway', async () => {
    const ann = somebody();
    await append([factEvent(ann)]);
    expect((await fetchExcerpt('own', fresh(ann), 'case')).status).toBe(401);
  });

  test('[R-048] to whoever asks again and again', async () => {
    const ann = somebody();
    await append([factEvent(ann)]);
    const statuses: number[] = [];
    for (let at = 0; at < 22; at += 1) statuses.push((await fetchExcerpt('own', fresh(ann))).status);
    expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
  });
});

describe('[R-090] POST /internal/excerpt', () => {
  const excerpt = (
    caller: Parameters<typeof testCaller>[0] | undefined,
    targetId: string,
  ): Promise<{ status: number; json: unknown }> =>
    audit.as('case').send({
      method: 'POST',
      path: '/internal/excerpt',
      json: { targetType: 'Case', targetId },
      contextToken: caller === undefined ? undefined : audit.identity.vouchFor(testCaller(caller)),
    });

  test('holds the entries of one case, oldest first, and no other but the one about itself', async () => {
    const who = somebody();
    const event = preparedEvent(who);
    const told = [...(await append([event])), ...(await append([outcomeEvent(event.intentId)]))];
    await append([factEvent(who)]);
    const { json } = await excerpt(who, event.target.id);
    const leaves = (json as { entries: { leaf: string }[] }).entries.map(({ leaf }) => leaf);
    expect(leaves.slice(0, -1)).toEqual(told);
    expect(JSON.parse(leaves.at(-1) ?? '')).toMatchObject({ action: 'audit.excerpt.issue', tenant_seq: 4 });
    expect(json).toMatchObject({
      entries: [{ withheld: 0 }, { withheld: 0 }, { withheld: 1 }],
      issued: { salt: expect.any(String), detail: { about: 'Case', disclosed: 2, logSize: expect.any(Number) } },
    });
  });

  test('[R-097] has room for more than whoever holds twenty share links can write about a case', async () => {
    const who = somebody();
    const { target } = preparedEvent(who);
    // Of each opening the attempt and the outcome, and of its delivery; and once an hour that it has to wait.
    const entries = 20 * (200 * 4 + 7);
    await append(Array.from({ length: entries }, () => factEvent(who, { target })));
    const { status, body } = await audit.as('case').service.call({
      method: 'POST',
      path: '/internal/excerpt',
      json: { targetType: 'Case', targetId: target.id },
      requestId: 'test-excerpts',
      timeoutMs: 15_000,
      contextToken: audit.identity.vouchFor(testCaller(who)),
    });
    const answer = await buffer(body);
    expect({ status, lines: answer.toString().split('"leaf":').length - 1 }).toEqual({
      status: 200,
      lines: entries + 1,
    });
    expect(answer.length / entries).toBeLessThan(1_700);
  });

  test("of somebody else's case is as empty as of none", async () => {
    const event = factEvent();
    await append([event]);
    const empty = { status: 200, json: { checkpoint: expect.any(String), entries: [], issued: null } };
    expect(await excerpt(somebody(), event.target.id)).toEqual(empty);
    expect(await excerpt(somebody(event.tenantId), event.target.id)).toEqual(empty);
    expect(await excerpt(somebody(), newId())).toEqual(empty);
  });

  test('is not for nobody, and not for an id that is none', async () => {
    expect(await excerpt(undefined, newId())).toMatchObject({ status: 401, json: { code: 'UNAUTHENTICATED' } });
    expect(await excerpt(somebody(), 'x')).toMatchObject({
      status: 400,
      json: { errors: { targetId: [expect.any(String)] } },
    });
  });
});
