import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { connect } from '../../../cli/journey/endpoint.ts';
import { grantee } from '../../support/e2e/granted.ts';
import { somebody } from '../../support/e2e/people.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import { CREATIONS, grantChanges } from './changes.ts';
import { lastingToken } from './signed-in.ts';
import type { SignedIn } from '../../../cli/journey/person.ts';
import type { FaultStack } from '../stack/fault-stack.ts';
import type { Change, NextChange } from './changes.ts';
import type { Token } from './signed-in.ts';

/** One client that changes things, one after the other. */
export interface LoadClient {
  readonly token: Token;
  next(): Change;
  /** Told when a change was acknowledged. */
  done(change: Change, id: string): void;
  /** The idempotency key of the next change; without one it is asked for once. */
  key(): string | undefined;
}

/** Clients of every service, and an auditor who reads the log. */
export interface People {
  readonly clients: readonly LoadClient[];
  readonly auditor: Token;
  /** Gives a second factor again where one will soon be too old; between two rounds, while everything works. */
  stayFresh(): Promise<void>;
}

/** Changes of grants ask for a second factor of the last fifteen minutes, and the session is what says when it was given. */
const FRESH_MS = 300_000;

export async function preparePeople({ stack, tokenKeysFile }: FaultStack): Promise<People> {
  const lasting = ({ person }: { person: { accessToken(): string } }): Token =>
    lastingToken(person.accessToken(), tokenKeysFile);
  const [first, second] = [await somebody(stack.url, 'first'), await somebody(stack.url, 'second')];
  const officer = await demoPerson(stack.url, stack.paths.people, 'information_officer');
  const auditor = await demoPerson(stack.url, stack.paths.people, 'auditor');
  const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
  const { grantId } = await grantee(stack.url, first.person, offer);
  const [one, two, three] = [lasting(first), lasting(second), lasting(officer)];
  const { addPerson, addAsset, openEmergencyPack, reportIncident } = CREATIONS;
  return {
    auditor: lasting(auditor),
    stayFresh: stayingFresh(stack.url, first.person, one),
    clients: [
      // A grant whose state is not known could not be changed any more, so these are always repeated.
      { token: one, ...grantChanges(grantId), key: () => randomUUID() },
      ...both(one, addPerson),
      ...both(two, openEmergencyPack),
      ...both(three, reportIncident),
      creating(two, addAsset, true),
    ],
  };
}

function stayingFresh(url: string, { authenticator }: SignedIn, token: Token): () => Promise<void> {
  const endpoint = connect(url);
  let since = Date.now();
  return async () => {
    if (Date.now() - since < FRESH_MS) return;
    since = Date.now();
    const code = await authenticator.nextCode();
    await endpoint.run('StepUp', { input: { code } }, z.unknown(), await token());
  };
}

/** A client that repeats what was not answered, and one that does not. */
function both(token: Token, next: NextChange): LoadClient[] {
  return [creating(token, next, true), creating(token, next, false)];
}

function creating(token: Token, next: NextChange, repeats: boolean): LoadClient {
  return { token, next, done: () => undefined, key: () => (repeats ? randomUUID() : undefined) };
}
