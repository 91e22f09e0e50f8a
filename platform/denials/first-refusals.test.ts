import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '#platform/auth';
import { createManualClock } from '#platform/clock';
import { newId } from '#platform/ids';
import { createFirstRefusals } from './first-refusals.ts';
import { MAX_KINDS, MAX_KINDS_PER_ACTOR } from './denial-window.ts';
import type { ServiceActor } from './denial.ts';

const somebody = (): ServiceActor => ({ kind: 'service', name: newId() });

test('the same refusal of the same actor is the first once in a minute', () => {
  const clock = createManualClock(0);
  const { isFirst } = createFirstRefusals(clock);
  const actor = somebody();
  expect([isFirst(actor, 'a'), isFirst(actor, 'a'), isFirst(actor, 'b'), isFirst(ANONYMOUS, 'a')]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  clock.advance(59_999);
  expect(isFirst(actor, 'a')).toBe(false);
  clock.advance(1);
  expect(isFirst(actor, 'a')).toBe(true);
});

test('an actor has room for few, and does not take the room of others; all together have room for not many', () => {
  const { isFirst } = createFirstRefusals(createManualClock(0));
  const firstsOf = (actor: ServiceActor, tries: number): number =>
    Array.from({ length: tries }, (_, at) => isFirst(actor, String(at))).filter(Boolean).length;
  expect(firstsOf(somebody(), 1_000)).toBe(MAX_KINDS_PER_ACTOR);
  expect(firstsOf(somebody(), 3)).toBe(3);
  const actors = Array.from({ length: 100 }, somebody);
  const all = actors.reduce((sum, actor) => sum + firstsOf(actor, 100), MAX_KINDS_PER_ACTOR + 3);
  expect(all).toBe(MAX_KINDS);
});
