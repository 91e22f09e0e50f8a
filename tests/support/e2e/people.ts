import { connect } from '../../../cli/journey/endpoint.ts';
import { confirm, inventPerson, signIn, signUp } from '../../../cli/journey/person.ts';
import { createGraphClient } from './graph-client.ts';
import type { SignedIn } from '../../../cli/journey/person.ts';
import type { Exchange, GraphClient } from './graph-client.ts';

/** Somebody signed in, with a client of their own. */
export interface Somebody {
  readonly person: SignedIn;
  /** Runs free text as this person. */
  execute<Data = Record<string, unknown>>(query: string, variables?: unknown): Promise<Exchange<Data>>;
}

/** A new principal in a tenant of their own; every call makes another one, so tests share nothing. */
export async function somebody(url: string, name = 'somebody'): Promise<Somebody> {
  const endpoint = connect(url);
  const person = inventPerson(name, name.replaceAll(/[^a-z]/g, ''));
  await signUp(endpoint, person);
  const signedIn = await signIn(endpoint, person, await confirm(endpoint, person));
  return as(createGraphClient(url), signedIn);
}

function as(client: GraphClient, person: SignedIn): Somebody {
  return { person, execute: (query, variables) => client.execute({ query, variables, token: person.accessToken() }) };
}
