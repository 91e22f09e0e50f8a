import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { MAX_OPENINGS } from './domain/packs.ts';
import { MAX_OPENINGS_PER_HOUR } from './links/opening-limiter.ts';
import { createCaseClient, mutationText } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { owner, shared } from './testing/world.ts';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { Owner } from './testing/world.ts';

const FLOOD = 100;
const OPENED = '{ expiresAt }';

let fixture: CaseFixture;
let who: Owner;
let nobody: CaseClient;
beforeAll(async () => {
  fixture = await startCaseFixture();
  who = owner(fixture);
  nobody = createCaseClient(fixture, undefined);
});
afterAll(() => fixture.close());

/** Reasons of the denials since `before`, once there are any. */
async function denialsSince(before: number): Promise<unknown[]> {
  const denials = (): Record<string, unknown>[] =>
    fixture.audit.events.slice(before).flatMap((event) => (event.kind === 'FACT' ? [event] : []));
  await until(() => denials().length > 0);
  return denials().map(({ reasonCode }) => reasonCode);
}

describe('[R-109] a flood writes few entries, whoever sends it', () => {
  test('guessed share links: one denial, and a count', async () => {
    const before = fixture.audit.events.length;
    for (let at = 0; at < FLOOD; at += 1)
      expect(await nobody.refusedMutation('openShareLink', { token: String(at).padStart(43, 'A') }, OPENED)).toEqual(
        expect.objectContaining({ code: 'TICKET_INVALID' }),
      );
    expect(await denialsSince(before)).toEqual(['credential']);
    expect(fixture.audit.events.length - before).toBe(1);
  });

  test('guessed addresses of packs: one denial, and a count', async () => {
    const before = fixture.audit.events.length;
    for (let at = 0; at < FLOOD; at += 1)
      expect((await nobody.download(`http://localhost:4000/files/p/${String(at).padStart(43, 'A')}`)).status).toBe(404);
    expect(await denialsSince(before)).toEqual(['ticket']);
    expect(fixture.audit.events.length - before).toBe(1);
  });

  test('a share link that is opened without end: so many openings, one entry that it has to wait, and counts', async () => {
    const { token, caseId, linkId } = await shared(fixture, who);
    const before = fixture.audit.events.length;
    for (let at = 0; at < MAX_OPENINGS_PER_HOUR; at += 1) await nobody.mutate('openShareLink', { token }, OPENED);
    for (let at = 0; at < FLOOD; at += 1) {
      const refused = await nobody.refusedMutation('openShareLink', { token }, OPENED);
      expect(refused).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfterSeconds: expect.any(Number) });
      expect(refused['retryAfterSeconds']).toBeLessThanOrEqual(3_600);
    }
    const ofCase = (action: string): Record<string, unknown>[] =>
      fixture.audit.events.filter((event) => event.action === action && event.target.id === caseId);
    expect(ofCase('case.link.open')).toHaveLength(MAX_OPENINGS_PER_HOUR);
    expect(ofCase('security.authz.deny')).toMatchObject([
      { outcome: 'DENIED', reasonCode: 'RATE_LIMITED', detail: { linkId } },
    ]);
    await until(async () => (await denialsSince(before)).includes('ticket'));
    expect((await denialsSince(before)).sort()).toEqual(['RATE_LIMITED', 'ticket']);
    // Nobody who opens another link has to wait, and this one works again in the next hour.
    await nobody.mutate('openShareLink', { token: (await shared(fixture, who)).token }, OPENED);
    fixture.clock.advance(3_600_000);
    await nobody.mutate('openShareLink', { token }, OPENED);
    expect(ofCase('case.link.open')).toHaveLength(MAX_OPENINGS_PER_HOUR + 1);
  });

  test('[R-095] a share link is opened so often in its life, whatever the hour; then it answers as one that has ended', async () => {
    who = owner(fixture);
    const { token, caseId, linkId } = await shared(fixture, who, 168);
    for (let at = 1; at < MAX_OPENINGS; at += 1) {
      if (at % MAX_OPENINGS_PER_HOUR === 0) fixture.clock.advance(3_600_000);
      await nobody.mutate('openShareLink', { token }, OPENED);
    }
    fixture.clock.advance(3_600_000);
    const before = fixture.audit.events.length;
    // Two come for the last one.
    const last = mutationText('openShareLink', '{ downloadUrl }');
    const answers = await Promise.all([1, 2].map(() => nobody.ask(last, { input: { token } })));
    const codes = answers.map(({ errors = [] }) => errors[0]?.extensions.code ?? 'opened');
    expect(codes.sort()).toEqual(['TICKET_INVALID', 'opened']);
    for (let at = 0; at < FLOOD; at += 1)
      expect(await nobody.refusedMutation('openShareLink', { token }, OPENED)).toMatchObject({
        code: 'TICKET_INVALID',
      });
    const ofCase = fixture.audit.events.slice(before).filter(({ target }) => target.id === caseId);
    expect(ofCase).toMatchObject([{ action: 'case.link.open', detail: { openings: MAX_OPENINGS } }]);
    // What the last opening gave out works to its end.
    const { openShareLink } = answers.find(({ errors }) => errors === undefined)?.data as {
      openShareLink: { downloadUrl: string };
    };
    expect((await nobody.download(openShareLink.downloadUrl)).status).toBe(200);
    const [row] = await fixture.rows(`SELECT opened_count FROM "case".share_link WHERE id = '${linkId}'`);
    expect(row).toEqual({ opened_count: MAX_OPENINGS });
  });

  test('[R-089] a link that was opened too often and has ended answers as any that has ended', async () => {
    who = owner(fixture);
    const { token, linkId } = await shared(fixture, who);
    for (let at = 0; at < MAX_OPENINGS_PER_HOUR; at += 1) await nobody.mutate('openShareLink', { token }, OPENED);
    await who.mutate('revokeShareLink', { shareLinkId: linkId }, '{ case { status } }');
    expect((await nobody.refusedMutation('openShareLink', { token }, OPENED)).code).toBe('TICKET_INVALID');
  });
});
