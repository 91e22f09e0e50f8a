import { BatchBuilder } from './batch-builder.ts';
import { References } from './references.ts';
import { sealDetail } from './sealed-detail.ts';
import type { KeyManagement } from '#platform/crypto';
import type { Frontier } from '#platform/tlog';
import type { BatchResult, Submission } from './batch-builder.ts';
import type { BatchRows, Tenure, WantedRows } from './types.ts';

export interface PreparedBatch {
  readonly rows: BatchRows;
  readonly frontier: Frontier;
  /** In the order of the submissions. */
  readonly results: readonly BatchResult[];
}

export interface BatchDeps {
  readonly store: Pick<Tenure, 'lookUp'>;
  readonly kms: KeyManagement;
  readonly recordedAt: string;
}

/** Builds everything a batch will write. Touches no state of the sequencer: a batch that fails to commit is forgotten. */
export async function prepareBatch(
  { store, kms, recordedAt }: BatchDeps,
  frontier: Frontier,
  submissions: readonly Submission[],
): Promise<PreparedBatch> {
  const known = await store.lookUp(rowsWantedBy(submissions));
  const references = new References(known.pseudonyms);
  const builder = new BatchBuilder({ kms, recordedAt, known, references, frontier });
  const results: BatchResult[] = [];
  for (const submission of submissions) results.push(await builder.add(submission));
  const { entries, nodes, details, tenantHeads } = builder;
  const tenants = new Set(entries.map(({ tenantRef }) => tenantRef));
  return {
    rows: {
      entries,
      nodes,
      pseudonyms: references.created.filter(({ tenantRef }) => tenants.has(tenantRef)),
      tenantHeads: [...tenantHeads.values()].filter(({ tenantRef }) => tenants.has(tenantRef)),
      details: await Promise.all(
        details.map(async ({ eventId, tenantRef, salted }) => ({
          eventId,
          tenantRef,
          sealed: await sealDetail(kms, eventId, salted),
        })),
      ),
    },
    frontier: builder.frontier,
    results,
  };
}

function rowsWantedBy(submissions: readonly Submission[]): WantedRows {
  const events = submissions.map(({ event }) => event);
  const described = events.filter((event) => event.kind !== 'OUTCOME');
  return {
    eventIds: events.map(({ eventId }) => eventId),
    intentIds: events.flatMap((event) => (event.kind === 'FACT' ? [] : [event.intentId])),
    rawIds: [...new Set(described.flatMap((event) => References.rawIdsOf(event)))],
  };
}
