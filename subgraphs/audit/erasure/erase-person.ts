import { systemActor } from '#platform/audit';
import { newId } from '#platform/ids';
import type { AppendReceipt, AuditClient, AuditDetail } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type {
  AttemptedErasure,
  ErasedEntries,
  EraserStore,
  KeptNames,
  PersonInTenant,
  Removed,
} from './eraser-store.ts';

/**
 * The writer of the log remembers a pseudonym for a second, twice at the most, in milliseconds. For so long it may write entries under one
 * that is erased, with a detail and a key.
 */
const FORGOTTEN_MS = 3_000;

/** What the law lets details be erased for. A closed list: the log takes no free text. */
export const GROUNDS = ['data-subject-request', 'retention-ended', 'unlawful-processing', 'court-order'] as const;
export type Ground = (typeof GROUNDS)[number];

export interface ErasureRequest {
  readonly principalId: string;
  readonly ground: Ground;
  /** Where the request, and who approved it, is on file: a number, nothing of the person. */
  readonly reference: string;
}

/** An erasure that is done. */
export interface Erasure extends ErasedEntries {
  readonly intentId: string;
  readonly tenantId: string;
  readonly removed: Removed;
  /** The entry that says what is gone, with its proof; null when an earlier run wrote it. */
  readonly report: (Pick<AppendReceipt, 'index' | 'leaf' | 'proof' | 'salt'> & { readonly detail: AuditDetail }) | null;
}

export interface ErasureDeps {
  readonly store: EraserStore;
  readonly log: Pick<AuditClient, 'prepare' | 'fact' | 'outcome' | 'intent' | 'pendingIntents'>;
  readonly clock: Clock;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** What would be erased, in each tenant: how many details, and which names would stay all the same. */
export async function previewErasure(
  store: Pick<EraserStore, 'find' | 'preview'>,
  principalId: string,
): Promise<(KeptNames & { tenantId: string; details: number })[]> {
  const preview: (KeptNames & { tenantId: string; details: number })[] = [];
  for (const person of await store.find(principalId))
    preview.push({ tenantId: person.tenantId, ...(await store.preview(person)) });
  return preview;
}

/**
 * Erases what stands beside the log of one person, in every tenant in whose entries they are: an intent of its own in each, so that each
 * chain says it of itself. The caller has the lock.
 * @returns one for each tenant; none when nothing is kept of them
 * @throws AppError AUDIT_UNAVAILABLE; Error of the database. What was begun is finished by a later run, once it is confirmed
 */
export async function erasePerson(deps: ErasureDeps, request: ErasureRequest): Promise<Erasure[]> {
  const people = await deps.store.find(request.principalId);
  const intentIds: string[] = [];
  // Crash here: the log says that it was attempted, and a later run does it.
  for (const person of people) intentIds.push(await prepare(deps, person, request));
  return finishErasures(deps, await deps.store.attempted(intentIds));
}

async function prepare(deps: ErasureDeps, { tenantId }: PersonInTenant, request: ErasureRequest): Promise<string> {
  const { principalId, ground, reference } = request;
  const intentId = newId(deps.clock.now());
  await deps.log.prepare({
    kind: 'PREPARED',
    eventId: intentId,
    intentId,
    ...ofTheEraser(tenantId, `erasure-${intentId}`),
    action: 'audit.detail.erase',
    // Nobody's, so that the ground is kept under the tenant's key and not under the one that is about to be destroyed.
    target: { type: 'Principal', id: principalId, ownerPrincipalId: null },
    detail: { ground, reference },
  });
  return intentId;
}

/**
 * Does what is attempted. Every step may be repeated: erasing takes nothing the second time, the report is looked for, the outcome has one id.
 * @throws AppError AUDIT_UNAVAILABLE; Error of the database. It may be called again then
 */
export async function finishErasures(deps: ErasureDeps, erasures: readonly AttemptedErasure[]): Promise<Erasure[]> {
  const { store, log, pause } = deps;
  if (erasures.length === 0) return [];
  const removed: Removed[] = [];
  for (const erasure of erasures) removed.push(await store.erase(erasure));
  await pause(FORGOTTEN_MS);
  const done: Erasure[] = [];
  for (const [at, erasure] of erasures.entries()) {
    const late = await store.erase(erasure);
    const gone = await store.erasedEntries(erasure);
    const report = (await store.isReported(erasure)) ? null : await reportErasure(deps, erasure, gone);
    // Batches commit in their order: with the report every batch is committed that was built from what the writer remembered.
    const latest = await store.erase(erasure);
    await log.outcome(erasure.intentId, 'COMMITTED', erasure.requestId);
    const { intentId, tenantId } = erasure;
    done.push({ intentId, tenantId, ...gone, removed: sum([removed[at], late, latest]), report });
  }
  return done;
}

async function reportErasure(
  { log, clock }: ErasureDeps,
  { tenantId, requestId, intentId }: AttemptedErasure,
  { nameKept, namesKept, keptBecause, ...gone }: ErasedEntries,
): Promise<Erasure['report']> {
  const detail = { intentId, ...gone, nameKept, namesKept, keptBecause: [...keptBecause] };
  const { index, leaf, proof, salt } = await log.fact({
    kind: 'FACT',
    eventId: newId(clock.now()),
    ...ofTheEraser(tenantId, requestId),
    action: 'audit.erasure.report',
    target: { type: 'AuditLog', id: tenantId, ownerPrincipalId: null },
    outcome: 'OK',
    reasonCode: null,
    detail,
  });
  return { index, leaf, proof, salt, detail };
}

/** The request id is in the leaf: attempt, report and outcome of one erasure are found by it. */
function ofTheEraser(tenantId: string, requestId: string) {
  return { tenantId, requestId, actor: systemActor, tier: 'green' } as const;
}

function sum(parts: readonly (Removed | undefined)[]): Removed {
  const total = (count: (part: Removed) => number): number =>
    parts.reduce((before, part) => before + (part === undefined ? 0 : count(part)), 0);
  return {
    details: total(({ details }) => details),
    keys: total(({ keys }) => keys),
    pseudonyms: total(({ pseudonyms }) => pseudonyms),
  };
}
