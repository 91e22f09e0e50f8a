import path from 'node:path';
import { z } from 'zod';
import { PERSONAS } from '../../../docs/generate/policies/personas.ts';
import { until } from '../until.ts';
import { grantee } from './granted.ts';
import { resigned } from './identity-keys.ts';
import { contextTokenFor } from './inside.ts';
import { partnerToken } from './partner-token.ts';
import { somebody } from './people.ts';
import { sharedStack } from './shared-stack.ts';
import { demoPerson } from './world.ts';
import type { SignedIn } from '../../../cli/journey/person.ts';
import type { Somebody } from './people.ts';
import type { Offer } from './granted.ts';

const HOUR_SECONDS = 3_600;
const SHORT_GRANT_MS = 4_000;
/** A context token holds for a minute. */
const RENEW_AFTER_MS = 30_000;
const PROXY: Offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER', 'RED'] };

/** One persona of the access matrix, signed in to the shared stack. */
export interface SignedInPersona {
  readonly name: string;
  /** `undefined` for nobody in particular. */
  readonly accessToken: string | undefined;
  /** What services are shown behind the gateway; a new one when the last is no longer young. */
  contextToken(): Promise<string | undefined>;
  /** `undefined` for nobody in particular and for service accounts. */
  readonly somebody: Somebody | undefined;
}

type Tokens = Pick<SignedInPersona, 'accessToken' | 'contextToken' | 'somebody'>;

/** Signs in every persona of the matrix. Their second factor is fresh for as long as a test file takes. */
export async function signInPersonas(): Promise<SignedInPersona[]> {
  const principal = await demo('principal');
  const made: Readonly<Record<string, () => Promise<Tokens>>> = {
    anonymous: async () => ({ accessToken: undefined, contextToken: async () => undefined, somebody: undefined }),
    principal: async () => current(principal),
    suspended_grant: async () => current(await suspendedProxy(principal.person)),
    expired_grant: async () => current(await expiredProxy(principal.person)),
    other_tenant: async () => current(await somebody(sharedStack().url, 'other')),
    stale_context: staleContext,
    old_code: async () => oldCode(await somebody(sharedStack().url, 'old')),
    partner: async () => byToken(await partnerToken(), undefined),
  };
  const signedIn: SignedInPersona[] = [];
  for (const { name } of PERSONAS) {
    const tokens = await (made[name] ?? (async () => current(await demo(name))))();
    signedIn.push({ name, ...tokens });
  }
  return signedIn;
}

function demo(persona: string): Promise<Somebody> {
  const { url, state } = sharedStack();
  return demoPerson(url, path.join(state, 'people.json'), persona);
}

function current(who: Somebody): Promise<Tokens> {
  return byToken(who.person.accessToken(), who);
}

async function byToken(accessToken: string, who: Somebody | undefined): Promise<Tokens> {
  let [token, since] = [await contextTokenFor(accessToken), Date.now()];
  const contextToken = async (): Promise<string> => {
    if (Date.now() - since > RENEW_AFTER_MS) [token, since] = [await contextTokenFor(accessToken), Date.now()];
    return token;
  };
  return { accessToken, contextToken, somebody: who };
}

async function suspendedProxy(principal: SignedIn): Promise<Somebody> {
  const { grantId, ...holder } = await grantee(sharedStack().url, principal, PROXY, 'suspended');
  await principal.run('SuspendGrant', { input: { grantId } }, z.unknown());
  return holder;
}

/** Accepted while it was in force; in force no longer when this returns. */
async function expiredProxy(principal: SignedIn): Promise<Somebody> {
  const ends = Date.now() + SHORT_GRANT_MS;
  const offer = { ...PROXY, expiresAt: new Date(ends).toISOString() };
  const holder = await grantee(sharedStack().url, principal, offer, 'expired');
  await until(() => Date.now() > ends);
  return holder;
}

/** A session that has ended, and a context token from before, which is too old by now. */
async function staleContext(): Promise<Tokens> {
  const who = await somebody(sharedStack().url, 'stale');
  const accessToken = who.person.accessToken();
  const past = Math.floor(Date.now() / 1000) - HOUR_SECONDS;
  const times = { iat: past, nbf: past, exp: past + 60, auth_time: past };
  const contextToken = await resigned(await contextTokenFor(accessToken), 'ctx+jwt', times);
  await who.person.run('RevokeSession', { input: {} }, z.unknown());
  return { accessToken, contextToken: async () => contextToken, somebody: who };
}

/** The same session, as if its second factor had been given an hour ago. */
async function oldCode(who: Somebody): Promise<Tokens> {
  const past = Math.floor(Date.now() / 1000) - HOUR_SECONDS;
  return byToken(await resigned(who.person.accessToken(), 'at+jwt', { auth_time: past }), who);
}
