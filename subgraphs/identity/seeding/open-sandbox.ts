import { randomBytes } from 'node:crypto';
import { systemActor } from '#platform/audit';
import { newId } from '#platform/ids';
import { provisionAccount, provisionGrant } from '../domain/provision.ts';
import { secretFromBase32 } from '../factors/totp.ts';
import { INDIVIDUALS, PRINCIPAL, STAFF } from './cast.ts';
import type { IdentityDeps } from '../domain/ports.ts';
import type { NewAccount, Provisioning } from '../domain/provision.ts';
import type { Part } from './cast.ts';

/** A domain that mail cannot reach (RFC 2606). */
const MAIL_DOMAIN = 'sandbox.lifeready.example';
const PASSWORD_BYTES = 18;
const ID_BYTES = 8;

/** Somebody made for one sandbox, and all that it takes to sign in as them. */
export interface SandboxPerson {
  readonly persona: string;
  readonly displayName: string;
  readonly principalId: string;
  readonly email: string;
  readonly password: string;
  /** Base32. */
  readonly totpSecret: string;
}

/**
 * Makes new people in tenants of their own, with the grants of the demo between them. Nobody keeps what they sign in with but the one who
 * asked. Starting over is asking again: who was there before keeps a place in the log, and is closed after a while (`close-sandboxes.ts`).
 * @param options.withAuditor whether somebody is among them who reads the log of everybody; for stacks where everybody is made up
 */
export async function openSandbox(
  deps: IdentityDeps,
  requestId: string,
  options: { readonly withAuditor: boolean; readonly askerHash: Buffer },
): Promise<readonly SandboxPerson[]> {
  const by: Provisioning = { actor: systemActor, requestId };
  const sandbox = { id: randomBytes(ID_BYTES).toString('hex'), askerHash: options.askerHash };
  const organisationId = newId(deps.clock.now());
  const staff = STAFF.filter(
    ({ persona }) => persona === 'information_officer' || (options.withAuditor && persona === 'auditor'),
  );
  const made: Made[] = [];
  // One by one: each of them is a password to hash, and people who sign in are waiting for the same slots.
  for (const part of INDIVIDUALS) made.push(await make(deps, by, part, sandbox, { newTenant: 'personal' }));
  for (const [index, part] of staff.entries()) {
    const isFirst = index === 0;
    made.push(
      await make(deps, by, part, sandbox, {
        tenantId: organisationId,
        ...(isFirst ? { newTenant: 'organisation' as const } : {}),
      }),
    );
  }
  await grantEach(deps, by, made);
  return made.map(({ person }) => person);
}

interface Made {
  readonly part: Part;
  readonly tenantId: string;
  readonly person: SandboxPerson;
}

async function make(
  deps: IdentityDeps,
  by: Provisioning,
  part: Part,
  sandbox: NonNullable<NewAccount['sandbox']>,
  tenant: { readonly tenantId?: string; readonly newTenant?: 'personal' | 'organisation' },
): Promise<Made> {
  const { persona, role } = part;
  const tenantId = tenant.tenantId ?? newId(deps.clock.now());
  const displayName = part.displayName.replace(/^Demo/, 'Sandbox');
  const email = `${persona.replaceAll('_', '-')}-${sandbox.id}@${MAIL_DOMAIN}`;
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const totpSecret = deps.totp.base32(deps.totp.newSecret());
  const { principalId } = await provisionAccount(deps, by, {
    ...tenant,
    tenantId,
    email,
    displayName,
    role,
    password,
    totpSecret: secretFromBase32(totpSecret),
    sandbox,
  });
  return { part, tenantId, person: { persona, displayName, principalId, email, password, totpSecret } };
}

async function grantEach(deps: IdentityDeps, by: Provisioning, made: readonly Made[]): Promise<void> {
  const granter = made.find(({ part }) => part === PRINCIPAL);
  if (granter === undefined) return;
  const { tenantId } = granter;
  const { principalId } = granter.person;
  for (const { part, person, ...grantee } of made) {
    if (part.grant === undefined) continue;
    await provisionGrant(deps, by, {
      granter: { tenantId, principalId },
      grantee: { tenantId: grantee.tenantId, principalId: person.principalId, email: person.email },
      ...part.grant,
    });
  }
}
