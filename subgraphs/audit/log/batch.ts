import { BatchBuilder } from './batch-builder.ts';
import { References } from './references.ts';
import { sealDetails } from './detail-sealer.ts';
import type { Frontier } from '#platform/tlog';
import type { BatchResult, Submission } from './batch-builder.ts';
import type { SealedDetails } from './detail-sealer.ts';
import type { BatchRows, KnownEntry, KnownRows, PseudonymRow, TenantHead, Tenure } from './types.ts';
import type { SubjectKeys } from './subject-keys.ts';
import type { WriterMemory } from './writer-memory.ts';

export interface PreparedBatch {
  readonly rows: BatchRows;
  readonly frontier: Frontier;
  /** In the order of the submissions. */
  readonly results: readonly BatchResult[];
}

export interface BatchDeps {
  readonly store: Pick<Tenure, 'lookUp'>;
  readonly memory: Pick<WriterMemory, 'recall' | 'recallAttempt' | 'hasWritten' | 'learn'>;
  readonly subjectKeys: SubjectKeys;
  readonly recordedAt: string;
}

/** What a batch is built on. */
export interface BatchBase {
  readonly frontier: Frontier;
  /** Of the batch below, while it is not known to be committed: the database may not show them yet. */
  readonly rows: BatchRows | undefined;
}

/**
 * Builds everything a batch will write. What it learns is kept in the memory of the tenure, which a batch that fails to commit ends.
 */
export async function prepareBatch(
  deps: BatchDeps,
  { frontier, rows: below }: BatchBase,
  submissions: readonly Submission[],
): Promise<PreparedBatch> {
  const known = withRows(await lookUp(deps, submissions, below), below);
  const unsealed = new Map<string, Error>();
  for (;;) {
    const { batch, sealed } = await build(deps, { known, frontier, unsealed }, submissions);
    if (sealed.unsealed.size === 0) {
      deps.memory.learn(batch.rows);
      deps.memory.learn({ pseudonyms: sealed.keyed, tenantHeads: [] });
      return batch;
    }
    // Attack: somebody changes one stored key, and nobody's events are taken any more. Rule: whose key it is is refused alone.
    for (const [eventId, cause] of sealed.unsealed) unsealed.set(eventId, cause);
  }
}

interface BuildBase {
  readonly known: KnownRows;
  readonly frontier: Frontier;
  /** Events to refuse: their details cannot be sealed. */
  readonly unsealed: ReadonlyMap<string, Error>;
}

async function build(
  { subjectKeys, recordedAt }: BatchDeps,
  { known, frontier, unsealed }: BuildBase,
  submissions: readonly Submission[],
): Promise<{ readonly batch: PreparedBatch; readonly sealed: SealedDetails }> {
  const references = new References(known.pseudonyms);
  const builder = new BatchBuilder({ subjectKeys, recordedAt, known, references, frontier, unsealed });
  const results: BatchResult[] = [];
  for (const submission of submissions) results.push(await builder.add(submission));
  const { entries, nodes, details, tenantHeads } = builder;
  const tenants = new Set(entries.map(({ tenantRef }) => tenantRef));
  const created = references.created.filter(({ tenantRef }) => tenants.has(tenantRef));
  const sealed = await sealDetails(subjectKeys, [...known.pseudonyms, ...created], details);
  const rows: BatchRows = {
    entries,
    nodes,
    pseudonyms: created,
    tenantHeads: [...tenantHeads.values()].filter(({ tenantRef }) => tenants.has(tenantRef)),
    subjectKeys: sealed.subjectKeys,
    details: sealed.details,
  };
  return { batch: { rows, frontier: builder.frontier, results }, sealed };
}

/** What is known together with what the batch below will have written. */
function withRows(known: KnownRows, below: BatchRows | undefined): KnownRows {
  if (below === undefined) return known;
  const newKeys = newKeysOf(below);
  const pseudonyms = withKeys([...known.pseudonyms, ...below.pseudonyms], newKeys);
  const keyOf = new Map(pseudonyms.map(({ ref, wrappedKey }) => [ref, wrappedKey]));
  const detailOf = new Map(
    below.details.map(({ eventId, subjectRef, sealed }) => [
      eventId,
      { sealed, subjectRef, wrappedKey: newKeys.get(subjectRef) ?? keyOf.get(subjectRef) ?? null },
    ]),
  );
  return {
    entries: [
      ...known.entries,
      ...below.entries.map((entry) => ({ ...entry, detail: detailOf.get(entry.eventId) ?? null })),
    ],
    pseudonyms,
    tenantHeads: [...known.tenantHeads, ...below.tenantHeads],
  };
}

function newKeysOf(below: BatchRows): ReadonlyMap<string, string> {
  return new Map(below.subjectKeys.map(({ subjectRef, wrapped }) => [subjectRef, wrapped]));
}

function withKeys(pseudonyms: readonly PseudonymRow[], newKeys: ReadonlyMap<string, string>): PseudonymRow[] {
  return pseudonyms.map((row) => ({ ...row, wrappedKey: row.wrappedKey ?? newKeys.get(row.ref) ?? null }));
}

/**
 * What the batch needs to know: from memory where it is there, from the database where it is not. An event that nobody has seen is not
 * looked up: nearly all are new, and of the others the unique keys of the log tell when the batch commits.
 */
async function lookUp(
  { store, memory }: BatchDeps,
  submissions: readonly Submission[],
  below: BatchRows | undefined,
): Promise<KnownRows> {
  const recalled = { pseudonyms: [] as PseudonymRow[], tenantHeads: [] as TenantHead[] };
  const rawIds = new Set<string>();
  const eventIds: string[] = [];
  const intentIds: string[] = [];
  const attempts: KnownEntry[] = [];
  for (const { event, doubted } of submissions) {
    const attempt = event.kind === 'OUTCOME' ? memory.recallAttempt(event.intentId, recalled) : undefined;
    // Only to draft the outcome: nobody sends it again here, so its detail is not needed.
    if (attempt !== undefined) attempts.push({ ...attempt, detail: null });
    const isNew = event.kind === 'OUTCOME' ? attempt !== undefined : !memory.hasWritten(event.eventId);
    if (doubted || !isNew) {
      eventIds.push(event.eventId);
      if (event.kind !== 'FACT') intentIds.push(event.intentId);
    }
    if (event.kind === 'OUTCOME') continue;
    for (const rawId of memory.recall(event.tenantId, References.of(event), recalled)) rawIds.add(rawId);
  }
  const found = await store.lookUp({ eventIds, intentIds, rawIds: [...rawIds] });
  // With the keys of the batch below: memory may have forgotten them while it commits, and nobody gets a second one.
  const pseudonyms = below === undefined ? found.pseudonyms : withKeys(found.pseudonyms, newKeysOf(below));
  memory.learn({ pseudonyms, tenantHeads: found.tenantHeads });
  return {
    // What was found comes last, with its detail.
    entries: [...attempts, ...found.entries],
    pseudonyms: [...found.pseudonyms, ...recalled.pseudonyms],
    tenantHeads: [...found.tenantHeads, ...recalled.tenantHeads],
  };
}
