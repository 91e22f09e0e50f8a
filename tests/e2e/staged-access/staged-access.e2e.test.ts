import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { grantee } from '../../support/e2e/granted.ts';
import { somebody } from '../../support/e2e/people.ts';
import { objectOutcome } from '../../support/e2e/probes/outcome.ts';
import { PROBES } from '../../support/e2e/probes/probes.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import { emergencyPack, textDocument } from '../../support/e2e/world.ts';
import { until } from '../../support/until.ts';
import type { Grantee } from '../../support/e2e/granted.ts';
import type { Somebody } from '../../support/e2e/people.ts';

const STAGED = z.object({ id: z.string(), status: z.string(), requestNumber: z.number() });
const MAILS = z.object({ mails: z.array(z.object({ to: z.string(), subject: z.string() })) });
const CONTACT = { role: 'EMERGENCY_CONTACT', accessLevel: 'READ_ONLY_PACKS', tiers: ['GREEN'] } as const;
let principal: Somebody;
let contact: Grantee;
let second: Grantee;
let ids: { readonly principal: string; readonly amber: string; readonly case: string };

beforeAll(async () => {
  const { url } = sharedStack();
  principal = await somebody(url, 'principal');
  contact = await grantee(url, principal.person, CONTACT, 'contact');
  second = await grantee(url, principal.person, CONTACT, 'second');
  const me = await principal.execute<{ me: { id: string } }>('{ me { id } }');
  ids = {
    principal: me.expectData().me.id,
    amber: await textDocument(principal.person),
    case: await emergencyPack(principal.person, 'draft'),
  };
}, 60_000);

/** Takes a step of a staged access. @returns what it is after it */
async function step(who: Somebody, verb: string, input: unknown): Promise<z.output<typeof STAGED>> {
  const field = `${verb}StagedAccess`;
  const operation = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const shape = z.object({ [field]: z.object({ stagedAccess: STAGED }) });
  const answer = await who.person.run(operation, { input }, shape);
  const { stagedAccess } = answer[field] ?? {};
  if (stagedAccess === undefined) throw new Error('no staged access');
  return stagedAccess;
}

/** Which of the principal's things the emergency contact reaches. */
async function sight(): Promise<string[]> {
  const places = [
    ['Query.document.id', ids.amber],
    ['Query.case.id', ids.case],
    ['Query.documents.onBehalfOf', ids.principal],
    ['Query.cases.onBehalfOf', ids.principal],
  ] as const;
  const outcomes = places.map(async ([coordinate, id]) => {
    const probe = PROBES[coordinate];
    if (probe === undefined) throw new Error(`${coordinate} is not probed`);
    const answer = await contact.execute(probe.text, { id });
    return objectOutcome(answer, probe) === 'reached' ? [coordinate] : [];
  });
  return (await Promise.all(outcomes)).flat();
}

const THE_VAULT = ['Query.document.id', 'Query.documents.onBehalfOf'];

async function subjectsOfMailTo({ email }: { readonly email: string }): Promise<string[]> {
  const response = await fetch(new URL('/outbox?format=json', sharedStack().url));
  const { mails } = MAILS.parse(await response.json());
  return mails.filter(({ to }) => to === email).map(({ subject }) => subject);
}

describe('[R-092] staged access, the one way to more than packs', () => {
  let stagedAccessId: string;

  test('an emergency contact sees nothing of the vault, arranged or not', async () => {
    expect(await sight()).toEqual([]);
    const arranged = await step(principal, 'arrange', {
      grantId: contact.grantId,
      tiers: ['AMBER'],
      waitDays: 7,
      accessHours: 1,
      secondApproverGrantId: second.grantId,
    });
    stagedAccessId = arranged.id;
    expect(arranged.status).toBe('ARRANGED');
    expect(await sight()).toEqual([]);
  });

  test('a request opens nothing, and the wait cannot be skipped', async () => {
    expect((await step(contact, 'request', { stagedAccessId })).status).toBe('REQUESTED');
    expect(await sight()).toEqual([]);
    await expect(step(contact, 'activate', { stagedAccessId })).rejects.toThrow('TRANSITION_NOT_ALLOWED');
    expect(await subjectsOfMailTo(principal.person)).toContainEqual(expect.stringMatching(/request/i));
  });

  test('a veto ends the request', async () => {
    expect((await step(principal, 'veto', { stagedAccessId })).status).toBe('ARRANGED');
    await expect(step(contact, 'request', { stagedAccessId })).rejects.toThrow(/RATE_LIMITED|CONFLICT|TRANSITION/);
    expect(await sight()).toEqual([]);
  });

  test('two approvals open the arranged tiers of the vault for reading, no cases, and nothing for the approver', async () => {
    await step(principal, 'revoke', { stagedAccessId });
    const again = await step(principal, 'arrange', {
      grantId: contact.grantId,
      tiers: ['AMBER'],
      waitDays: 7,
      accessHours: 1,
      secondApproverGrantId: second.grantId,
    });
    stagedAccessId = again.id;
    const { requestNumber } = await step(contact, 'request', { stagedAccessId });
    expect((await step(second, 'approve', { stagedAccessId, requestNumber })).status).toBe('REQUESTED');
    expect(await sight()).toEqual([]);
    expect((await step(principal, 'approve', { stagedAccessId, requestNumber })).status).toBe('ACTIVE');
    expect(await sight()).toEqual(THE_VAULT);
    const other = await second.execute<{ document: object | null }>(
      'query ($id: ID!) { document(id: $id) { title } }',
      {
        id: ids.amber,
      },
    );
    expect(other.expectData().document).toBeNull();
    const add = await contact.execute(
      'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id } } }',
      { input: { category: 'OTHER', label: 'x', onBehalfOf: ids.principal } },
    );
    add.expectError('NOT_FOUND');
  });

  test('reading by it is recorded on behalf of the principal, under the grant', async () => {
    await contact.person.run('RequestDownload', { input: { documentId: ids.amber } }, z.unknown());
    const trail = await principal.execute<{ document: { auditTrail: { nodes: unknown[] } } }>(
      `query ($id: ID!) { document(id: $id) { auditTrail(first: 1) { nodes {
        action actor { displayName } onBehalfOf { id } grant { id } } } } }`,
      { id: ids.amber },
    );
    expect(trail.expectData().document.auditTrail.nodes).toEqual([
      {
        action: 'vault.document.request_download',
        actor: { displayName: 'contact' },
        onBehalfOf: { id: ids.principal },
        grant: { id: contact.grantId },
      },
    ]);
  });

  test('revoking it ends it', async () => {
    await step(principal, 'revoke', { stagedAccessId });
    await until(async () => (await sight()).length === 0);
  });
});
