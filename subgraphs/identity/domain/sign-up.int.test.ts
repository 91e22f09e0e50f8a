import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFixture } from '../testing/identity-fixture.ts';
import {
  ACTIVATE_TOTP,
  CONFIRM_EMAIL,
  LOGIN,
  SIGN_UP,
  codeAt,
  dataOf,
  inventEmail,
  inventPassword,
  mailedToken,
  mailsTo,
  newPerson,
  signIn,
  text,
  wrongCode,
} from '../testing/people.ts';
import { secretFromBase32 } from '../factors/totp.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';

const MINUTES = 60_000;
let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

/** A moment later than whatever came before: ids, and so mails, sort by time. */
const signUp = (email: string, password = inventPassword(), displayName = 'Somebody') => {
  fixture.clock.advance(1);
  return fixture.run(SIGN_UP, { input: { email, password, displayName } });
};
const confirm = (token: string) => fixture.run(CONFIRM_EMAIL, { input: { token } });

describe('sign-up', () => {
  test('[R-014] [R-024] a known address gets the same answer, the same work and another message', async () => {
    const known = await newPerson(fixture);
    const unknown = inventEmail();
    const measure = async (email: string) => {
      const before = { statements: fixture.statements.length, events: fixture.audit.events.length };
      const answer = await signUp(email);
      return {
        answer: JSON.stringify(answer),
        statements: fixture.statements.slice(before.statements).map((sql) => sql.replaceAll(/\$\d+/g, '$')),
        events: fixture.audit.events.slice(before.events).map(({ kind }) => kind),
      };
    };
    expect(await measure(known.email)).toEqual(await measure(unknown));
    expect((await mailsTo(fixture, unknown)).map(({ subject }) => subject)).toEqual(['Confirm your address']);
    const [, second] = await mailsTo(fixture, known.email);
    expect(second).toMatchObject({ subject: 'You have an account already' });
    expect(second?.link).toBeUndefined();
    // The account is as it was.
    await signIn(fixture, known);
  });

  test('[R-014] an address is trimmed, in lower case, and one account whatever its spelling', async () => {
    const email = inventEmail('Mixed.Case');
    await newPerson(fixture, 'Mixed', email.toLowerCase());
    await signUp(`  ${email.toUpperCase()} `);
    expect((await mailsTo(fixture, email.toLowerCase())).map(({ subject }) => subject)).toEqual([
      'Confirm your address',
      'You have an account already',
    ]);
  });

  test.each([
    ['input.email', { email: 'not an address' }],
    ['input.email', { email: `${'a'.repeat(320)}@example.test` }],
    ['input.password', { password: 'short' }],
    ['input.displayName', { displayName: 'two\nlines' }],
    ['input.displayName', { displayName: '' }],
  ])('[R-015] bad input names its field and never echoes the password: %s', async (field, change) => {
    const password = inventPassword();
    const answer = await fixture.run(SIGN_UP, {
      input: { email: inventEmail(), password, displayName: 'Somebody', ...change },
    });
    expect(answer.code).toBe('BAD_USER_INPUT');
    expect(Object.keys(answer.errors[0]?.extensions['errors'] ?? {})).toEqual([field]);
    expect(JSON.stringify(answer)).not.toContain('password' in change ? change.password : password);
  });

  test('[R-016] an account on the way cannot sign in at any step, and nobody can tell it from an unknown one', async () => {
    const [email, password] = [inventEmail(), inventPassword()];
    await signUp(email, password);
    const login = () => fixture.run(LOGIN, { input: { email, password } });
    expect((await login()).code).toBe('INVALID_CREDENTIALS');
    const offered = dataOf(await confirm(await mailedToken(fixture, email)), 'confirmEmail');
    expect((await login()).code).toBe('INVALID_CREDENTIALS');
    const secret = secretFromBase32(text(offered, 'totpSecret'));
    const enrolmentToken = text(offered, 'enrolmentToken');
    const activate = (code: string) => fixture.run(ACTIVATE_TOTP, { input: { enrolmentToken, code } });
    expect((await activate(wrongCode(fixture, { secret }))).code).toBe('MFA_CODE_INVALID');
    expect((await login()).code).toBe('INVALID_CREDENTIALS');
    dataOf(await activate(codeAt(fixture, secret)), 'activateTotp');
    expect((await activate(codeAt(fixture, secret, 1))).code).toBe('EMAIL_TOKEN_INVALID');
    dataOf(await login(), 'login');
  });

  test('[R-016] a mailed link works once and for fifteen minutes; the token is stored as a hash', async () => {
    const email = inventEmail();
    await signUp(email);
    const token = await mailedToken(fixture, email);
    const stored = await fixture.rows<{ text: string }>(
      'SELECT r::text AS text FROM identity.registration r WHERE email = $1',
      [email],
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.text).not.toContain(token);
    dataOf(await confirm(token), 'confirmEmail');
    expect((await confirm(token)).code).toBe('EMAIL_TOKEN_INVALID');
    const late = inventEmail();
    await signUp(late);
    const lateToken = await mailedToken(fixture, late);
    fixture.clock.advance(15 * MINUTES);
    expect((await confirm(lateToken)).code).toBe('EMAIL_TOKEN_INVALID');
    expect((await confirm('no such token')).code).toBe('EMAIL_TOKEN_INVALID');
  });

  test('an enrolment can be completed for fifteen minutes', async () => {
    const email = inventEmail();
    await signUp(email);
    const offered = dataOf(await confirm(await mailedToken(fixture, email)), 'confirmEmail');
    fixture.clock.advance(15 * MINUTES);
    const code = codeAt(fixture, secretFromBase32(text(offered, 'totpSecret')));
    const late = await fixture.run(ACTIVATE_TOTP, { input: { enrolmentToken: text(offered, 'enrolmentToken'), code } });
    expect(late.code).toBe('EMAIL_TOKEN_INVALID');
  });

  test('of two sign-ups with one address, whoever reads the mail decides: each link brings its own password', async () => {
    const [email, attackersPassword, ownPassword] = [inventEmail(), inventPassword(), inventPassword()];
    await signUp(email, ownPassword);
    const ownToken = await mailedToken(fixture, email);
    await signUp(email, attackersPassword);
    const attackersLink = await mailedToken(fixture, email);
    const enrol = async (token: string) => {
      const offered = dataOf(await confirm(token), 'confirmEmail');
      const code = codeAt(fixture, secretFromBase32(text(offered, 'totpSecret')));
      return () => fixture.run(ACTIVATE_TOTP, { input: { enrolmentToken: text(offered, 'enrolmentToken'), code } });
    };
    const [own, other] = [await enrol(ownToken), await enrol(attackersLink)];
    dataOf(await own(), 'activateTotp');
    expect((await other()).code).toBe('EMAIL_TOKEN_INVALID');
    dataOf(await fixture.run(LOGIN, { input: { email, password: ownPassword } }), 'login');
    expect((await fixture.run(LOGIN, { input: { email, password: attackersPassword } })).code).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  test('secrets of a registration are gone once the account is there; mail and factor are sealed', async () => {
    const person = await newPerson(fixture);
    const registrations = await fixture.rows(
      'SELECT password_hash, secret_sealed FROM identity.registration WHERE email = $1',
      [person.email],
    );
    expect(registrations).toEqual([{ password_hash: null, secret_sealed: null }]);
    const sealed = await fixture.rows<{ message_sealed: string }>('SELECT message_sealed FROM identity.mail_outbox');
    expect(sealed.every(({ message_sealed: text }) => text.startsWith('lrs1.'))).toBe(true);
    const factors = await fixture.rows<{ secret_sealed: string }>('SELECT secret_sealed FROM identity.totp_factor');
    expect(factors.every(({ secret_sealed: text }) => text.startsWith('lrs1.'))).toBe(true);
  });

  test('[R-026] each step is recorded, without address, password or token', async () => {
    const before = fixture.audit.events.length;
    const person = await newPerson(fixture);
    const events = fixture.audit.events.slice(before);
    expect(events.flatMap((event) => (event.kind === 'PREPARED' ? [event.action] : []))).toEqual([
      'identity.principal.sign_up',
      'identity.email.confirm',
      'identity.mfa.enrol',
    ]);
    for (const secret of [person.email, person.password, person.secret.toString('hex')])
      expect(JSON.stringify(events)).not.toContain(secret);
  });
});

describe('when the audit log does not confirm', () => {
  test('nothing is stored and no mail goes out', async () => {
    const email = inventEmail();
    fixture.audit.unavailable = true;
    const answer = await signUp(email);
    fixture.audit.unavailable = false;
    expect(answer.code).toBe('AUDIT_UNAVAILABLE');
    expect(await fixture.rows('SELECT 1 FROM identity.registration WHERE email = $1', [email])).toEqual([]);
    expect(await mailsTo(fixture, email)).toEqual([]);
  });
});
