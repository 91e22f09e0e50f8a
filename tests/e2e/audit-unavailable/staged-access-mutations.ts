import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import { grantee } from '../../support/e2e/granted.ts';
import type { SignedIn } from '../../../cli/journey/person.ts';
import type { Stack } from '../../../cli/stack/stack.ts';
import type { Grantee } from '../../support/e2e/granted.ts';
import type { PreparedMutation } from './prepared-mutation.ts';

type Input = Readonly<Record<string, unknown>>;
/** Steps up again before the assertion is too old for what needs a fresh one. */
type Fresh = (input: Input) => Promise<Input>;

const OFFER = { role: 'EMERGENCY_CONTACT', accessLevel: 'READ_ONLY_PACKS', tiers: ['GREEN'] } as const;
const STAGED = z.object({ arrangeStagedAccess: z.object({ stagedAccess: z.object({ id: z.string() }) }) });

/** Input of every mutation of staged access, each over an arrangement of its own in which it would succeed. */
export async function stagedAccessMutations(
  stack: Stack,
  owner: SignedIn,
  freshOf: (person: SignedIn) => Fresh,
): Promise<Readonly<Record<string, PreparedMutation>>> {
  const holder = () => grantee(stack.url, owner, OFFER, 'contact');
  const arranged = async ({ grantId }: Grantee, change: Input = {}): Promise<string> => {
    const input = { grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1, ...change };
    return (await owner.run('ArrangeStagedAccess', { input }, STAGED)).arrangeStagedAccess.stagedAccess.id;
  };
  const requested = async (change: Input = {}): Promise<{ readonly id: string; readonly by: SignedIn }> => {
    const asking = await holder();
    const id = await arranged(asking, change);
    await asking.person.run('RequestStagedAccess', { input: { stagedAccessId: id } }, z.unknown());
    return { id, by: asking.person };
  };
  const as = (person: SignedIn, input: Input): PreparedMutation => {
    const fresh = freshOf(person);
    return { input: () => fresh(input), token: () => person.accessToken() };
  };

  const unused = await holder();
  const [asking, revocable] = [await holder(), await holder()];
  const toRequest = await arranged(asking);
  const toApprove = await requested({ secondApproverGrantId: unused.grantId });
  const toVeto = await requested();
  const toActivate = await requested();
  await endWait(stack, toActivate.id);
  return {
    arrangeStagedAccess: as(owner, { grantId: unused.grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1 }),
    requestStagedAccess: as(asking.person, { stagedAccessId: toRequest }),
    approveStagedAccess: as(owner, { stagedAccessId: toApprove.id, requestNumber: 1 }),
    vetoStagedAccess: as(owner, { stagedAccessId: toVeto.id }),
    activateStagedAccess: as(toActivate.by, { stagedAccessId: toActivate.id }),
    revokeStagedAccess: as(owner, { stagedAccessId: await arranged(revocable) }),
  };
}

/** Nobody waits seven days for a test. Behind row-level security, with a receipt as the database demands. */
async function endWait(stack: Stack, stagedAccessId: string): Promise<void> {
  const client = new pg.Client({ connectionString: stack.postgres.adminUrl('lifeready_identity') });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES ($1, 'COMMITTED', 0, 'test')`,
      [randomUUID()],
    );
    await client.query(
      `UPDATE identity.staged_access SET requested_at = requested_at - interval '8 days' WHERE id = $1`,
      [stagedAccessId],
    );
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
