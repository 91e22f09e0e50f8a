import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { DEMO_CLIENT } from './cast.ts';
import type { IdentityDeps } from '../domain/ports.ts';
import type { Scope } from '../domain/records.ts';
import type { Part } from './cast.ts';
import type { DemoClient, DemoEntries, DemoPerson } from './demo-file.ts';

const MAIL_DOMAIN = 'demo.lifeready.example';
const PASSWORD_BYTES = 18;
const SUFFIX_BYTES = 3;

/** Who plays a part. */
export interface Player {
  readonly part: Part;
  readonly person: DemoPerson;
  /** Absent until the account is there. */
  readonly scope: Scope | undefined;
}

/** The one who played it before, or somebody new; under another address when a stranger has the usual one. */
export async function castPlayer(
  { work, totp }: IdentityDeps,
  part: Part,
  known: DemoEntries['people'],
): Promise<Player> {
  const before = known.find(({ persona }) => persona === part.persona);
  if (before !== undefined) return { part, person: before, scope: await work.lookups.human(before.email) };
  const name = part.persona.replaceAll('_', '-');
  const taken = (await work.lookups.human(`${name}@${MAIL_DOMAIN}`)) !== undefined;
  const person: DemoPerson = {
    persona: part.persona,
    displayName: part.displayName,
    email: `${taken ? `${name}-${suffix()}` : name}@${MAIL_DOMAIN}`,
    password: randomBytes(PASSWORD_BYTES).toString('base64url'),
    totpSecret: totp.base32(totp.newSecret()),
    role: part.role,
  };
  return { part, person, scope: undefined };
}

/** The service account of before, or a new one. */
export async function castClient(
  { work }: IdentityDeps,
  known: DemoEntries['client'],
): Promise<{ readonly client: DemoClient; readonly registered: boolean }> {
  if (known !== undefined)
    return { client: known, registered: (await work.lookups.client(known.clientId)) !== undefined };
  const taken = (await work.lookups.client(DEMO_CLIENT.clientId)) !== undefined;
  const clientId = taken ? `${DEMO_CLIENT.clientId}-${suffix()}` : DEMO_CLIENT.clientId;
  const { kty = '', crv = '', x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const { displayName } = DEMO_CLIENT;
  return {
    client: { persona: 'partner', displayName, clientId, privateJwk: { kty, crv, x, d }, role: 'partner' },
    registered: false,
  };
}

/** The public members alone. */
export function publicPart({ privateJwk }: DemoClient): Record<string, string> {
  const { kty = '', crv = '', x = '' } = privateJwk;
  return { kty, crv, x };
}

function suffix(): string {
  return randomBytes(SUFFIX_BYTES).toString('hex');
}
