import { confirm, signIn, signUp } from './person.ts';
import type { Endpoint } from './endpoint.ts';
import type { Person, SignedIn } from './person.ts';
import type { Step } from './journey-input.ts';

/** From nobody to signed in, a step at a time. @param title of the first step */
export async function join(endpoint: Endpoint, step: Step, title: string, person: Person): Promise<SignedIn> {
  await step(title, () => signUp(endpoint, person));
  const authenticator = await step('Confirm by the mailed link and enrol a second factor', () =>
    confirm(endpoint, person),
  );
  return step('Sign in with password and code', () => signIn(endpoint, person, authenticator));
}

/** The same as one step. */
export async function joinAtOnce(endpoint: Endpoint, person: Person): Promise<SignedIn> {
  return join(endpoint, (_title, work) => work(), '', person);
}
