import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { createCaseClient } from './testing/case-client.ts';
import { startCaseFixture } from './testing/case-fixture.ts';
import { owner, shared } from './testing/world.ts';
import type { CaseClient } from './testing/case-client.ts';
import type { CaseFixture } from './testing/case-fixture.ts';
import type { Owner } from './testing/world.ts';

const FLOOD = 100;
const OPENED = '{ expiresAt }';
/** Openings of one link in ten minutes. */
const OPENINGS = 60;

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

  test('a share link that is opened without end: sixty openings, then it has to wait', async () => {
    const { token, caseId } = await shared(fixture, who);
    for (let at = 0; at < OPENINGS; at += 1) await nobody.mutate('openShareLink', { token }, OPENED);
    for (let at = 0; at < FLOOD; at += 1)
      expect((await nobody.refusedMutation('openShareLink', { token }, OPENED)).code).toBe('RATE_LIMITED');
    const opened = (): number =>
      fixture.audit.events.filter(
        (event) => event.kind === 'PREPARED' && event.action === 'case.link.open' && event.target.id === caseId,
      ).length;
    expect(opened()).toBe(OPENINGS);
    fixture.clock.advance(600_000);
    await nobody.mutate('openShareLink', { token }, OPENED);
    expect(opened()).toBe(OPENINGS + 1);
  });
});
