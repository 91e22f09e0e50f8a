import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFixture } from './testing/identity-fixture.ts';
import { challengeFor, newPerson, newSignedIn, wrongCode } from './testing/people.ts';
import { until } from '../../tests/support/until.ts';
import type { GraphAnswer, IdentityFixture } from './testing/identity-fixture.ts';

/** More than any of the bounds below, few enough for a test. */
const FLOOD = 150;
const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { challenge { id } } }';
const VERIFY = 'mutation ($input: VerifyMfaInput!) { verifyMfa(input: $input) { sessionId } }';
const REFRESH = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { refreshToken } }';
const CONFIRM = 'mutation ($input: ConfirmEmailInput!) { confirmEmail(input: $input) { enrolmentToken } }';
const ACTIVATE = 'mutation ($input: ActivateTotpInput!) { activateTotp(input: $input) { active } }';
const STEP_UP = 'mutation ($input: StepUpInput!) { stepUp(input: $input) { accessToken } }';

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

/** How much of the log the tests before have looked at. */
let seen = 0;

/** Changes that the log was told of since the last call, and the one denial that is recorded with them. */
async function recorded(denial?: string): Promise<string[]> {
  const fresh = (): typeof fixture.audit.events => fixture.audit.events.slice(seen);
  const denials = (): unknown[] =>
    fresh().flatMap((event) =>
      event.kind === 'FACT' && event.reasonCode === 'credential' ? [event.detail['coordinate']] : [],
    );
  // Denials are recorded out of the way of the answer.
  if (denial !== undefined) await until(() => denials().length > 0);
  expect(denials()).toEqual(denial === undefined ? [] : [denial]);
  const actions = fresh().flatMap((event) => (event.kind === 'PREPARED' ? [event.action] : []));
  forget();
  return actions;
}

function forget(): void {
  seen = fixture.audit.events.length;
}

async function flood(query: string, input: () => unknown, token?: string): Promise<GraphAnswer[]> {
  const answers: GraphAnswer[] = [];
  for (let at = 0; at < FLOOD; at += 1)
    answers.push(await fixture.run(query, { input: input() }, token === undefined ? {} : { token }));
  return answers;
}

describe('[R-109] a flood writes few entries, whatever it is made of', () => {
  test('sign-ins to an account that is locked: a hundred are recorded one by one, as long as the lock lasts', async () => {
    const person = await newPerson(fixture);
    forget();
    const answers = await flood(LOGIN, () => ({ email: person.email, password: 'not the password' }));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['INVALID_CREDENTIALS']));
    const right = await fixture.run(LOGIN, { input: { email: person.email, password: person.password } });
    expect(right.code).toBe('INVALID_CREDENTIALS');
    expect(await recorded('Mutation.login')).toEqual(Array(100).fill('identity.login.fail'));
    fixture.clock.advance(24 * 3_600_000);
    expect((await fixture.run(LOGIN, { input: { email: person.email, password: person.password } })).code).toBe(
      undefined,
    );
  });

  test('the same for an address that nobody has', async () => {
    forget();
    await flood(LOGIN, () => ({ email: 'nobody-at-all@lifeready.example', password: 'not the password' }));
    expect(await recorded()).toHaveLength(100);
  });

  test('answers to a challenge: five, and nothing once it is settled', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    forget();
    const code = wrongCode(fixture, person);
    await flood(VERIFY, () => ({ challengeId, code }));
    expect(await recorded('Mutation.verifyMfa')).toEqual(Array(5).fill('identity.mfa.fail'));
  });

  test('a used refresh token: the reuse that ends the session, and nothing after it', async () => {
    const person = await newSignedIn(fixture);
    await fixture.run(REFRESH, { input: { refreshToken: person.refreshToken } });
    forget();
    const answers = await flood(REFRESH, () => ({ refreshToken: person.refreshToken }));
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['REFRESH_TOKEN_INVALID']));
    expect(await recorded('Mutation.refreshSession')).toEqual(['identity.refresh.reuse']);
  });

  test('codes of a session that asks again and again: a hundred', async () => {
    const person = await newSignedIn(fixture);
    forget();
    const code = wrongCode(fixture, person);
    await flood(STEP_UP, () => ({ code }), person.token);
    expect(await recorded('Mutation.stepUp')).toEqual(Array(100).fill('identity.mfa.fail'));
  });

  test.each([
    ['confirmEmail', CONFIRM, () => ({ token: 'A'.repeat(43) })],
    ['activateTotp', ACTIVATE, () => ({ enrolmentToken: 'A'.repeat(43), code: '123456' })],
  ])('guessed tokens of %s: one denial, and a count', async (name, query, input) => {
    forget();
    await flood(query, input);
    expect(await recorded(`Mutation.${name}`)).toEqual([]);
  });
});
