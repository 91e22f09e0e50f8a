import { randomUUID } from 'node:crypto';
import { grantee } from '../../support/e2e/granted.ts';
import { somebody } from '../../support/e2e/people.ts';
import { demoPerson } from '../../support/e2e/world.ts';
import { CREATIONS, grantChanges } from './changes.ts';
import { lastingToken } from './signed-in.ts';
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
}

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

/** A client that repeats what was not answered, and one that does not. */
function both(token: Token, next: NextChange): LoadClient[] {
  return [creating(token, next, true), creating(token, next, false)];
}

function creating(token: Token, next: NextChange, repeats: boolean): LoadClient {
  return { token, next, done: () => undefined, key: () => (repeats ? randomUUID() : undefined) };
}
