import { systemActor } from '#platform/audit';
import { newId } from '#platform/ids';
import { provisionAccount, provisionClient, provisionGrant } from '../domain/provision.ts';
import { secretFromBase32 } from '../factors/totp.ts';
import { DEMO_CLIENT, INDIVIDUALS, PRINCIPAL, STAFF } from './cast.ts';
import { castClient, castPlayer, publicPart } from './cast-players.ts';
import { readDemoFile, writeDemoFile } from './demo-file.ts';
import type { IdentityDeps } from '../domain/ports.ts';
import type { Provisioning } from '../domain/provision.ts';
import type { Scope } from '../domain/records.ts';
import type { Player } from './cast-players.ts';

type Placed = Player & { readonly scope: Scope };

/** What a run made. */
export interface Seeded {
  readonly accounts: number;
  readonly clients: number;
  readonly grants: number;
}

/**
 * Makes the demo people that are missing, with secrets generated here. The file is written first: a run that is cut off is
 * completed by the next one with the same secrets, and a further run changes nothing.
 * @param organisationId of the organisation that staff are in, unless some of them are there in another one; made up when absent
 */
export async function seedDemo(deps: IdentityDeps, peopleFile: string, organisationId = newId()): Promise<Seeded> {
  const by: Provisioning = { actor: systemActor, requestId: `seed-${newId()}` };
  const known = await readDemoFile(peopleFile);
  const cast = (parts: typeof STAFF): Promise<Player[]> =>
    Promise.all(parts.map((part) => castPlayer(deps, part, known.people)));
  const [individuals, staff] = [await cast(INDIVIDUALS), await cast(STAFF)];
  const { client, registered } = await castClient(deps, known.client);
  await writeDemoFile(peopleFile, { people: [...individuals, ...staff].map(({ person }) => person), client });
  const register = async (): Promise<void> => {
    if (registered) return;
    await provisionClient(deps, by, {
      ...DEMO_CLIENT,
      tenantId: newId(),
      clientId: client.clientId,
      publicKey: publicPart(client),
    });
  };
  const [placed] = await Promise.all([
    Promise.all(individuals.map((player) => place(deps, by, player, { tenantId: newId(), newTenant: 'personal' }))),
    placeStaff(deps, by, staff, organisationId),
    register(),
  ]);
  return {
    accounts: [...individuals, ...staff].filter(({ scope }) => scope === undefined).length,
    clients: registered ? 0 : 1,
    grants: await makeGrants(deps, by, placed),
  };
}

async function place(
  deps: IdentityDeps,
  by: Provisioning,
  player: Player,
  tenant: { readonly tenantId: string; readonly newTenant?: 'personal' | 'organisation' },
): Promise<Placed> {
  const { part, person } = player;
  const { email, displayName, password } = person;
  const account = {
    ...tenant,
    email,
    displayName,
    password,
    role: part.role,
    totpSecret: secretFromBase32(person.totpSecret),
  };
  return { ...player, scope: player.scope ?? (await provisionAccount(deps, by, account)) };
}

/** One organisation for all of them: that of those who are there, or a given one, which the first brings along where it is new. */
async function placeStaff(
  deps: IdentityDeps,
  by: Provisioning,
  staff: readonly Player[],
  organisationId: string,
): Promise<void> {
  const tenantId = staff.flatMap(({ scope }) => scope?.tenantId ?? [])[0] ?? organisationId;
  const [first, ...others] = staff.filter(({ scope }) => scope === undefined);
  if (first === undefined) return;
  const isThere = await deps.work.read({ tenantId, principalId: tenantId }, ({ accounts }) =>
    accounts.hasTenant(tenantId),
  );
  await place(deps, by, first, isThere ? { tenantId } : { tenantId, newTenant: 'organisation' });
  await Promise.all(others.map((player) => place(deps, by, player, { tenantId })));
}

async function makeGrants(deps: IdentityDeps, by: Provisioning, placed: readonly Placed[]): Promise<number> {
  const granter = placed.find(({ part }) => part === PRINCIPAL)?.scope;
  if (granter === undefined) return 0;
  const made = await Promise.all(
    placed.map(async ({ part, person, scope }) => {
      if (part.grant === undefined) return false;
      return provisionGrant(deps, by, { granter, grantee: { ...scope, email: person.email }, ...part.grant });
    }),
  );
  return made.filter(Boolean).length;
}
