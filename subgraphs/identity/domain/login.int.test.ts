import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hash } from 'argon2';
import pg from 'pg';
import { startFixture } from '../testing/identity-fixture.ts';
import {
  LOGIN,
  VERIFY_MFA,
  challengeFor,
  codeAt,
  dataOf,
  inventEmail,
  inventPassword,
  newPerson,
  nextCode,
  signIn,
  wrongCode,
} from '../testing/people.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';

const MINUTES = 60_000;
let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const login = (email: string, password: string) => fixture.run(LOGIN, { input: { email, password } });
const verify = (challengeId: string, code: string) => fixture.run(VERIFY_MFA, { input: { challengeId, code } });
const failures = async (): Promise<readonly Record<string, unknown>[]> =>
  fixture.rows('SELECT failures, locked_until FROM identity.login_failures ORDER BY failures DESC');

describe('login', () => {
  test('[R-017] creates a stored challenge and gives no token', async () => {
    const person = await newPerson(fixture);
    const { challenge } = dataOf(await login(person.email, person.password), 'login');
    expect(challenge).toEqual({
      id: expect.any(String),
      method: 'TOTP',
      attemptsRemaining: 5,
      expiresAt: new Date(fixture.clock.now() + 5 * MINUTES).toISOString(),
    });
  });

  test('[R-024] an unknown address, a wrong password and a locked account get one answer after the same work', async () => {
    const [wrong, locked] = [await newPerson(fixture), await newPerson(fixture)];
    for (let attempt = 0; attempt < 5; attempt += 1) await login(locked.email, 'not the password');
    const measure = async (email: string, password: string) => {
      const before = { statements: fixture.statements.length, events: fixture.audit.events.length };
      const answer = await login(email, password);
      return {
        answer: JSON.stringify(answer),
        statements: fixture.statements.slice(before.statements),
        events: fixture.audit.events
          .slice(before.events)
          .map((event) => [event.kind, event.kind === 'PREPARED' ? event.action : '']),
      };
    };
    const forUnknown = await measure(inventEmail(), 'not the password');
    expect(await measure(wrong.email, 'not the password')).toEqual(forUnknown);
    expect(await measure(locked.email, 'not the password')).toEqual(forUnknown);
    expect((await measure(locked.email, locked.password)).answer).toEqual(forUnknown.answer);
  });

  test('[R-022] a failure is recorded with a keyed hash of what was typed, in the tenant of nobody for an unknown address', async () => {
    const email = inventEmail('unknown');
    const before = fixture.audit.events.length;
    await login(email, 'not the password');
    await login(email, 'not the password');
    const events = fixture.audit.events.slice(before).flatMap((event) => (event.kind === 'PREPARED' ? [event] : []));
    expect(events.map(({ tenantId, detail }) => [tenantId, detail['failures'], detail['locked']])).toEqual([
      ['00000000-0000-8000-8000-000000000001', 1, false],
      ['00000000-0000-8000-8000-000000000001', 2, false],
    ]);
    expect(events[0]?.detail['identifier']).toMatch(/^[0-9a-f]{64}$/);
    expect(events[0]?.detail['identifier']).toBe(events[1]?.detail['identifier']);
    expect(JSON.stringify(events)).not.toContain('unknown');
  });

  test('[R-013] a right password replaces a weaker hash, a wrong one does not', async () => {
    const person = await newPerson(fixture);
    const weak = await hash(person.password, { memoryCost: 32, timeCost: 1, parallelism: 1 });
    await setHash(person.email, weak);
    await login(person.email, 'not the password');
    expect(await storedHash(person.email)).toBe(weak);
    dataOf(await login(person.email, person.password), 'login');
    const stronger = await storedHash(person.email);
    expect(stronger).toContain('m=64,');
    dataOf(await login(person.email, person.password), 'login');
    expect(await storedHash(person.email)).toBe(stronger);
  });

  test('[R-020] twenty parallel failures count as twenty', async () => {
    const person = await newPerson(fixture);
    await Promise.all(Array.from({ length: 20 }, () => login(person.email, 'not the password')));
    expect((await failures())[0]).toEqual({
      failures: 20,
      locked_until: new Date(fixture.clock.now() + 24 * 60 * MINUTES),
    });
    expect((await login(person.email, person.password)).code).toBe('INVALID_CREDENTIALS');
    fixture.clock.advance(24 * 60 * MINUTES);
    dataOf(await login(person.email, person.password), 'login');
  });

  test('[R-020] among parallel guesses the right one does not get through once the lock has begun', async () => {
    const person = await newPerson(fixture);
    for (let attempt = 0; attempt < 4; attempt += 1) await login(person.email, 'not the password');
    dataOf(await login(person.email, person.password), 'login');
    await login(person.email, 'not the password');
    expect((await login(person.email, person.password)).code).toBe('INVALID_CREDENTIALS');
    fixture.clock.advance(15 * MINUTES);
    await signIn(fixture, person);
    await login(person.email, 'not the password');
    dataOf(await login(person.email, person.password), 'login');
  });
});

test('a guess that waits too long for the count of others is told to come back, not that something broke', async () => {
  const person = await newPerson(fixture);
  await login(person.email, 'not the password');
  const blocker = new pg.Client({ connectionString: fixture.adminUrl });
  await blocker.connect();
  await blocker.query('BEGIN');
  await blocker.query('SELECT 1 FROM identity.login_failures FOR UPDATE');
  const answer = await login(person.email, 'not the password');
  await blocker.end();
  expect(answer.code).toBe('RATE_LIMITED');
});

describe('answering a challenge', () => {
  test('[R-018] a challenge cannot be used twice', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    dataOf(await verify(challengeId, nextCode(fixture, person)), 'verifyMfa');
    expect((await verify(challengeId, nextCode(fixture, person))).code).toBe('MFA_CHALLENGE_INVALID');
  });

  test('[R-018] of parallel answers with the right code exactly one begins a session', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    const code = nextCode(fixture, person);
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(challengeId, code)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const sessions = await fixture.rows(
      'SELECT 1 FROM identity.session s JOIN identity.principal p ON p.id = s.principal_id WHERE p.email = $1',
      [person.email],
    );
    expect(sessions).toHaveLength(1);
  });

  test('[R-018] two right codes of different steps at once begin one session', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    const code = nextCode(fixture, person);
    const answers = await Promise.all([
      verify(challengeId, code),
      verify(challengeId, codeAt(fixture, person.secret, 1)),
    ]);
    expect(answers.map(({ code: error }) => error).sort()).toEqual(['MFA_CHALLENGE_INVALID', undefined]);
  });

  test('[R-018] an unknown, expired or foreign challenge fails', async () => {
    const [person, other] = [await newPerson(fixture), await newPerson(fixture)];
    expect((await verify('01890000-0000-7000-8000-000000000000', nextCode(fixture, person))).code).toBe(
      'MFA_CHALLENGE_INVALID',
    );
    expect((await verify('not an id', nextCode(fixture, person))).code).toBe('BAD_USER_INPUT');
    const challengeId = await challengeFor(fixture, person);
    expect((await verify(challengeId, nextCode(fixture, other))).code).toBe('MFA_CODE_INVALID');
    fixture.clock.advance(5 * MINUTES);
    expect((await verify(challengeId, nextCode(fixture, person))).code).toBe('MFA_CHALLENGE_INVALID');
  });

  test('[R-018] a code works once; codes of the steps around now work in rising order, never again', async () => {
    const person = await newPerson(fixture);
    fixture.clock.advance(2 * MINUTES);
    const answer = async (step: number) =>
      (await verify(await challengeFor(fixture, person), codeAt(fixture, person.secret, step))).code;
    expect(await answer(-1)).toBeUndefined();
    expect(await answer(-1)).toBe('MFA_CODE_INVALID');
    expect(await answer(0)).toBeUndefined();
    expect(await answer(1)).toBeUndefined();
    expect(await answer(0)).toBe('MFA_CODE_INVALID');
    expect(await answer(1)).toBe('MFA_CODE_INVALID');
  });

  test('[R-018] one code in two challenges at once begins one session', async () => {
    const person = await newPerson(fixture);
    const challenges = [await challengeFor(fixture, person), await challengeFor(fixture, person)];
    const code = nextCode(fixture, person);
    const answers = await Promise.all(challenges.map((challengeId) => verify(challengeId, code)));
    expect(answers.map(({ code: error }) => error).sort()).toEqual(['MFA_CODE_INVALID', undefined]);
  });

  test('[R-019] after five wrong codes the challenge is dead, also for the right code; the failures are committed and recorded', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    const before = fixture.audit.events.length;
    for (const remaining of [4, 3, 2, 1, 0]) {
      const { errors } = await verify(challengeId, wrongCode(fixture, person));
      expect(errors[0]?.extensions).toMatchObject({ code: 'MFA_CODE_INVALID', attemptsRemaining: remaining });
    }
    expect((await verify(challengeId, nextCode(fixture, person))).code).toBe('MFA_CHALLENGE_INVALID');
    const recorded = fixture.audit.events
      .slice(before)
      .flatMap((event) => (event.kind === 'PREPARED' ? [event.action] : []));
    expect(recorded).toEqual(Array.from({ length: 5 }, () => 'identity.mfa.fail'));
    // They count towards the lockout of the account: neither a new challenge nor a waiting one helps.
    expect((await login(person.email, person.password)).code).toBe('INVALID_CREDENTIALS');
    fixture.clock.advance(15 * MINUTES);
    expect((await verify(challengeId, nextCode(fixture, person))).code).toBe('MFA_CHALLENGE_INVALID');
    await signIn(fixture, person);
  });

  test('[R-019] wrong codes in parallel cannot outrun the limit', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    const wrong = wrongCode(fixture, person);
    await Promise.all(Array.from({ length: 3 }, () => verify(challengeId, wrong)));
    expect(await fixture.rows('SELECT attempts FROM identity.mfa_challenge WHERE id = $1', [challengeId])).toEqual([
      { attempts: 3 },
    ]);
    const answers = await Promise.all(Array.from({ length: 9 }, () => verify(challengeId, wrong)));
    expect(answers.filter(({ code }) => code === 'MFA_CODE_INVALID')).toHaveLength(2);
    expect(answers.filter(({ code }) => code === 'MFA_CHALLENGE_INVALID')).toHaveLength(7);
  });

  test('[R-019] a lock that began elsewhere stops a waiting challenge', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    for (let attempt = 0; attempt < 5; attempt += 1) await login(person.email, 'not the password');
    expect((await verify(challengeId, nextCode(fixture, person))).code).toBe('MFA_CHALLENGE_INVALID');
  });

  test('the session carries the client that the gateway names under its signature', async () => {
    const person = await newPerson(fixture);
    const input = { challengeId: await challengeFor(fixture, person), code: nextCode(fixture, person) };
    dataOf(await fixture.run(VERIFY_MFA, { input }, { client: 'mobile' }), 'verifyMfa');
    const [session] = await fixture.rows(
      'SELECT client_id, device_name, acr, amr FROM identity.session ORDER BY id DESC LIMIT 1',
    );
    expect(session).toEqual({ client_id: 'mobile', device_name: 'test', acr: 'aal2', amr: ['pwd', 'otp'] });
  });

  test('nothing is lost when the audit log does not confirm: the challenge is still good', async () => {
    const person = await newPerson(fixture);
    const challengeId = await challengeFor(fixture, person);
    const code = nextCode(fixture, person);
    fixture.audit.unavailable = true;
    expect((await verify(challengeId, code)).code).toBe('AUDIT_UNAVAILABLE');
    fixture.audit.unavailable = false;
    dataOf(await verify(challengeId, code), 'verifyMfa');
  });
});

/** As an older configuration would have left it. */
async function setHash(email: string, passwordHash: string): Promise<void> {
  await fixture.rows(
    `WITH receipt AS (
       INSERT INTO identity.audit_receipt (intent_id, state, log_index, proof) VALUES (gen_random_uuid(), 'COMMITTED', 0, 'test')
     )
     UPDATE identity.credential c SET password_hash = $2 FROM identity.principal p WHERE p.id = c.principal_id AND p.email = $1`,
    [email, passwordHash],
  );
}

async function storedHash(email: string): Promise<string | undefined> {
  const rows = await fixture.rows<{ password_hash: string }>(
    'SELECT c.password_hash FROM identity.credential c JOIN identity.principal p ON p.id = c.principal_id WHERE p.email = $1',
    [email],
  );
  return rows[0]?.password_hash;
}

test('a password that was never chosen is not right', async () => {
  const person = await newPerson(fixture);
  expect((await login(person.email, inventPassword())).code).toBe('INVALID_CREDENTIALS');
});
