import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createAuthenticator } from './authenticator.ts';
import { tokenFromMail } from './mailbox.ts';
import type { Authenticator } from './authenticator.ts';
import type { Endpoint } from './endpoint.ts';

const id = z.string();
const enrolmentSchema = z.object({ confirmEmail: z.object({ enrolmentToken: z.string(), totpSecret: z.string() }) });
const challengeSchema = z.object({ login: z.object({ challenge: z.object({ id }) }) });
const tokensSchema = z.object({ verifyMfa: z.object({ accessToken: z.string() }) });
const stepUpSchema = z.object({ stepUp: z.object({ accessToken: z.string() }) });

/** Somebody with a new account, made for this journey only. */
export interface Person {
  readonly displayName: string;
  readonly email: string;
  readonly password: string;
}

/** Somebody who is signed in. */
export interface SignedIn extends Person {
  readonly authenticator: Authenticator;
  /** Runs a registered operation as this person. */
  run<Data>(operation: string, variables: unknown, shape: z.ZodType<Data>): Promise<Data>;
  accessToken(): string;
  /** Asserts the second factor again. */
  stepUp(): Promise<void>;
}

/** A person with an address that nobody else has and a password nobody knows. */
export function inventPerson(displayName: string, part: string): Person {
  const unique = randomBytes(5).toString('hex');
  return { displayName, email: `${part}-${unique}@lifeready.example`, password: randomBytes(18).toString('base64url') };
}

export async function signUp(endpoint: Endpoint, person: Person): Promise<void> {
  await endpoint.run('SignUp', { input: person }, z.unknown());
}

/** Follows the mailed link and enrols an authenticator. */
export async function confirm(endpoint: Endpoint, person: Person): Promise<Authenticator> {
  const token = await tokenFromMail(endpoint.url, person.email, 'confirm');
  const { confirmEmail } = await endpoint.run('ConfirmEmail', { input: { token } }, enrolmentSchema);
  const authenticator = createAuthenticator(confirmEmail.totpSecret);
  const code = await authenticator.nextCode();
  await endpoint.run('ActivateTotp', { input: { enrolmentToken: confirmEmail.enrolmentToken, code } }, z.unknown());
  return authenticator;
}

/** Password, then challenge, then tokens. */
export async function signIn(endpoint: Endpoint, person: Person, authenticator: Authenticator): Promise<SignedIn> {
  const { email, password } = person;
  const { login } = await endpoint.run('Login', { input: { email, password, deviceName: 'journey' } }, challengeSchema);
  const input = { challengeId: login.challenge.id, code: await authenticator.nextCode() };
  const { verifyMfa } = await endpoint.run('VerifyMfa', { input }, tokensSchema);
  let accessToken = verifyMfa.accessToken;
  return {
    ...person,
    authenticator,
    run: (operation, variables, shape) => endpoint.run(operation, variables, shape, accessToken),
    accessToken: () => accessToken,
    stepUp: async () => {
      const code = await authenticator.nextCode();
      const { stepUp } = await endpoint.run('StepUp', { input: { code } }, stepUpSchema, accessToken);
      accessToken = stepUp.accessToken;
    },
  };
}
