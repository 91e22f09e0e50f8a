import { createAuthenticator } from './journey/authenticator.ts';
import { connect } from './journey/endpoint.ts';
import { signIn } from './journey/person.ts';
import { JourneyProblem } from './journey/problem.ts';
import type { DemoPerson } from './stack/people.ts';
import { StackProblem } from './stack/problem.ts';

/** Codes of three time steps are valid at once; one that was used for another sign-in a moment ago is refused. */
const CODES_TO_TRY = 3;

/**
 * Signs a demo person in as any client would, with password and code.
 *
 * @param url base address of the endpoint
 * @returns an access token, valid for five minutes
 * @throws StackProblem when the person has no code or the endpoint refuses
 */
export async function accessTokenOf(person: DemoPerson, url: string): Promise<string> {
  const { email, password, persona, totpSecret } = person;
  if (totpSecret === undefined) throw new StackProblem(`${persona} signs in without a code.`);
  const authenticator = createAuthenticator(totpSecret);
  const endpoint = connect(url);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await signIn(endpoint, { displayName: persona, email, password }, authenticator)).accessToken();
    } catch (error) {
      if (!(error instanceof JourneyProblem)) throw error;
      if (error.code === 'MFA_CODE_INVALID' && attempt < CODES_TO_TRY) continue;
      throw new StackProblem(error.message, {
        cause: error,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
  }
}
