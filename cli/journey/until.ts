import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { JourneyProblem } from './problem.ts';
import type { SignedIn } from './person.ts';

/** Within this time a change of a grant is in force everywhere. */
const IN_FORCE_MS = 5_000;
const POLL_MS = 50;

/** Asks for the people of a principal, as whoever may act for them would. @throws JourneyProblem NOT_FOUND when they may not */
export async function readsPeopleOf(person: SignedIn, principalId: string): Promise<void> {
  await person.run('People', { onBehalfOf: principalId }, z.unknown());
}

/** Tries until it is refused. @throws JourneyProblem when it is still served after the time in which a change is in force */
export async function untilRefused(attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + IN_FORCE_MS;
  while (!(await isRefused(attempt))) {
    if (Date.now() > deadline) throw new JourneyProblem('Still served five seconds after it ended.');
    await delay(POLL_MS);
  }
}

/** Tries until it is served. @throws JourneyProblem when it is still refused after the time in which a change is in force */
export async function untilServed(attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + IN_FORCE_MS;
  while (await isRefused(attempt)) {
    if (Date.now() > deadline) throw new JourneyProblem('Still refused five seconds after it began.');
    await delay(POLL_MS);
  }
}

async function isRefused(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    if (error instanceof JourneyProblem && error.code === 'NOT_FOUND') return true;
    throw error;
  }
}
