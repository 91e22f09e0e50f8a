import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Secret } from 'otpauth';
import { codeOf } from '../factors/totp.ts';
import type { GraphAnswer, IdentityFixture } from './identity-fixture.ts';

const STEP_MS = 30_000;
const mailsSchema = z.object({
  mails: z.array(
    z.object({ id: z.string(), to: z.string(), subject: z.string(), text: z.string(), link: z.string().optional() }),
  ),
});

export const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { messageQueued } }';
export const CONFIRM_EMAIL =
  'mutation ($input: ConfirmEmailInput!) { confirmEmail(input: $input) { enrolmentToken totpSecret otpauthUri expiresAt } }';
export const ACTIVATE_TOTP = 'mutation ($input: ActivateTotpInput!) { activateTotp(input: $input) { active } }';
export const LOGIN =
  'mutation ($input: LoginInput!) { login(input: $input) { challenge { id method expiresAt attemptsRemaining } } }';
export const VERIFY_MFA =
  'mutation ($input: VerifyMfaInput!) { verifyMfa(input: $input) { accessToken accessTokenExpiresAt refreshToken sessionId } }';
export const REFRESH =
  'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken sessionId } }';
export const STEP_UP = 'mutation ($input: StepUpInput!) { stepUp(input: $input) { accessToken accessTokenExpiresAt } }';

/** Somebody with an account. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly secret: Buffer;
  readonly displayName: string;
}

export interface SignedInPerson extends Person {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly principalId: string;
  /** Context token of this moment. */
  readonly token: string;
}

export function inventEmail(name = 'somebody'): string {
  return `${name}-${randomBytes(5).toString('hex')}@example.test`;
}

export function inventPassword(): string {
  return randomBytes(15).toString('base64url');
}

/** Mail to an address, oldest first. */
export async function mailsTo(fixture: IdentityFixture, email: string) {
  const answer = await fixture.gateway.callJson({ method: 'GET', path: '/internal/outbox', requestId: 'test-request' });
  return mailsSchema.parse(answer).mails.filter(({ to }) => to === email);
}

/** Token of the last link that was mailed to an address. */
export async function mailedToken(fixture: IdentityFixture, email: string): Promise<string> {
  const link = (await mailsTo(fixture, email)).findLast((mail) => mail.link !== undefined)?.link;
  const token = link === undefined ? null : new URL(link).searchParams.get('token');
  if (token === null) throw new Error(`no link was mailed to ${email}`);
  return token;
}

/** The code of a time step, 0 being now. */
export function codeAt(fixture: IdentityFixture, secret: Buffer, step = 0): string {
  return codeOf(secret, Math.floor(fixture.clock.now() / STEP_MS) + step);
}

/** Moves to the next time step and gives its code, so that it was never used. */
export function nextCode(fixture: IdentityFixture, { secret }: Pick<Person, 'secret'>): string {
  fixture.clock.advance(STEP_MS);
  return codeAt(fixture, secret);
}

/** A code that is right in none of the accepted steps. */
export function wrongCode(fixture: IdentityFixture, { secret }: Pick<Person, 'secret'>): string {
  const right = new Set([-2, -1, 0, 1, 2].map((step) => codeAt(fixture, secret, step)));
  for (let code = 0; ; code += 1) {
    const text = String(code).padStart(6, '0');
    if (!right.has(text)) return text;
  }
}

/** Signs up, confirms and enrols: an account that can sign in. */
export async function newPerson(
  fixture: IdentityFixture,
  name = 'somebody',
  email = inventEmail(name),
): Promise<Person> {
  const password = inventPassword();
  // Later than whatever came before: mails sort by time.
  fixture.clock.advance(1);
  await fixture.run(SIGN_UP, { input: { email, password, displayName: name } });
  const confirmed = dataOf(
    await fixture.run(CONFIRM_EMAIL, { input: { token: await mailedToken(fixture, email) } }),
    'confirmEmail',
  );
  const secret = Buffer.from(Secret.fromBase32(text(confirmed, 'totpSecret')).bytes);
  const code = codeAt(fixture, secret);
  dataOf(
    await fixture.run(ACTIVATE_TOTP, { input: { enrolmentToken: text(confirmed, 'enrolmentToken'), code } }),
    'activateTotp',
  );
  return { email, password, secret, displayName: name };
}

/** @returns id of the challenge */
export async function challengeFor(
  fixture: IdentityFixture,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<string> {
  const { challenge } = dataOf(await fixture.run(LOGIN, { input: { email, password, deviceName: 'test' } }), 'login');
  return text(challenge, 'id');
}

export async function signIn(fixture: IdentityFixture, person: Person): Promise<SignedInPerson> {
  const challengeId = await challengeFor(fixture, person);
  const input = { challengeId, code: nextCode(fixture, person) };
  const tokens = dataOf(await fixture.run(VERIFY_MFA, { input }), 'verifyMfa');
  const accessToken = text(tokens, 'accessToken');
  const context = await exchange(fixture, accessToken);
  return {
    ...person,
    accessToken,
    refreshToken: text(tokens, 'refreshToken'),
    sessionId: text(tokens, 'sessionId'),
    principalId: context.principalId,
    token: context.contextToken,
  };
}

export async function newSignedIn(fixture: IdentityFixture, name?: string, email?: string): Promise<SignedInPerson> {
  return signIn(fixture, await newPerson(fixture, name, email));
}

const contextSchema = z.object({
  contextToken: z.string(),
  expiresAt: z.string(),
  sessionId: z.string(),
  principalId: z.string(),
});

/** As the gateway does. */
export async function exchange(fixture: IdentityFixture, accessToken: string): Promise<z.output<typeof contextSchema>> {
  const answer = await fixture.gateway.callJson({
    method: 'POST',
    path: '/internal/context-token',
    json: { accessToken },
    requestId: 'test-request',
  });
  return contextSchema.parse(answer);
}

/** A fresh context token for somebody who is signed in. */
export async function contextToken(
  fixture: IdentityFixture,
  { accessToken }: Pick<SignedInPerson, 'accessToken'>,
): Promise<string> {
  return (await exchange(fixture, accessToken)).contextToken;
}

/** The value of one field. @throws Error that prints the whole answer when there is none */
export function dataOf(answer: GraphAnswer, field: string): Record<string, unknown> {
  const value = answer.data?.[field];
  if (answer.errors.length > 0 || typeof value !== 'object' || value === null)
    throw new Error(`no ${field}: ${JSON.stringify(answer)}`);
  return value as Record<string, unknown>;
}

export function text(value: unknown, field: string): string {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  if (typeof found !== 'string') throw new Error(`no text ${field} in ${JSON.stringify(value)}`);
  return found;
}
