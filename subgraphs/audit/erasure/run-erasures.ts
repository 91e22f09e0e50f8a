import { erasePerson, finishErasures } from './erase-person.ts';
import type { Erasure, ErasureDeps, ErasureRequest } from './erase-person.ts';
import type { AttemptedErasure } from './eraser-store.ts';

/** An erasure that was begun and is not known to be finished, as far as it is known. */
export interface UnfinishedErasure {
  readonly intentId: string;
  readonly tenantId: string;
  /** Pseudonym of whom it is about, and their id; null once the pseudonym is gone. */
  readonly ref: string;
  readonly principalId: string | null;
  /** As whoever asked for it gave them; null when the log cannot open them. */
  readonly ground: string | null;
  readonly reference: string | null;
  /** When the log recorded that it was asked for, in ISO 8601. */
  readonly askedForAt: string;
}

/** Which unfinished erasures somebody has looked at and wants: by their intents, or whatever there is. */
export type Confirmed = 'all' | readonly string[];

export interface ErasuresWanted {
  /** Absent where only what was begun is to be finished. */
  readonly request?: ErasureRequest | undefined;
  readonly confirmed: Confirmed;
}

export interface ErasuresRun {
  /** Begun by an earlier run, finished by this one. */
  readonly resumed: readonly Erasure[];
  readonly erased: readonly Erasure[];
  /** Begun earlier, and confirmed by nobody. */
  readonly unfinished: readonly UnfinishedErasure[];
}

/**
 * One run of the job: finishes those erasures of earlier runs that are confirmed, then does what is asked.
 *
 * Attack: whoever has nothing but the key that signs for the job records that somebody is to be erased, and the next run, which has the
 * right to, does it. Rule: what this run did not begin itself is shown, and done only when somebody says so.
 * @throws Error when something is confirmed that is not unfinished, before anything is done; otherwise as `erasePerson`
 */
export async function runErasures(deps: ErasureDeps, { request, confirmed }: ErasuresWanted): Promise<ErasuresRun> {
  await deps.store.lock();
  const pending = await deps.log.pendingIntents(0);
  const begun = await deps.store.attempted(pending.map(({ intentId }) => intentId));
  const isConfirmed = ({ intentId }: AttemptedErasure): boolean => confirmed === 'all' || confirmed.includes(intentId);
  const unknown = confirmed === 'all' ? [] : confirmed.filter((id) => !begun.some(({ intentId }) => intentId === id));
  if (unknown.length > 0) throw new Error(`no unfinished erasure: ${unknown.join(', ')}`);
  const unfinished: UnfinishedErasure[] = [];
  for (const erasure of begun.filter((one) => !isConfirmed(one))) unfinished.push(await describe(deps, erasure));
  const resumed = await finishErasures(deps, begun.filter(isConfirmed));
  return { resumed, erased: request === undefined ? [] : await erasePerson(deps, request), unfinished };
}

async function describe({ log }: ErasureDeps, erasure: AttemptedErasure): Promise<UnfinishedErasure> {
  const { intentId, tenantId, ref, principalId, askedForAt, requestId } = erasure;
  // It is shown to be judged by somebody: what cannot be opened says something, too, and keeps nobody from seeing the rest.
  const { detail } = await log.intent(intentId, requestId).catch(() => ({ detail: null }));
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const [ground, reference] = [text(detail?.['ground']), text(detail?.['reference'])];
  return { intentId, tenantId, ref, principalId, ground, reference, askedForAt };
}
