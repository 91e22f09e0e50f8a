import pg from 'pg';
import { systemClock } from '#platform/clock';
import { inclusionProof, parseFrontier } from '#platform/tlog';
import { prepareBatch } from '../../subgraphs/audit/log/batch.ts';
import { measureEvent } from '../../subgraphs/audit/log/leaf.ts';
import { createNodeCache } from '../../subgraphs/audit/log/node-cache.ts';
import { advanceTo } from '../../subgraphs/audit/log/signed-head.ts';
import { COMMIT_BATCH, READ_HEAD, batchValues } from '../../subgraphs/audit/persistence/sequencer-statements.ts';
import { lookUp, readHead } from '../../subgraphs/audit/persistence/sequencer-store.ts';
import type { AuditEvent } from '#platform/audit';
import type { ExclusiveSession } from '#platform/db';
import type { BatchDeps } from '../../subgraphs/audit/log/batch.ts';
import type { LogInProcess } from './log-in-process.ts';

const CONNECTIONS = 20;

/** As the sequencer's session is set: statements go by keys and are planned once. */
const OPTIONS = [
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'plan_cache_mode=force_generic_plan',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Whoever is not the only writer knows nothing for sure. */
const NO_MEMORY: BatchDeps['memory'] = {
  recall: (tenantId, references) => [tenantId, ...references.map(({ rawId }) => rawId)],
  recallAttempt: () => undefined,
  hasWritten: () => false,
  learn: () => undefined,
};

/** Appends each entry in a transaction of its own, by whoever wants to append. */
export interface OneByOne {
  append(event: AuditEvent): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * What group commit is held against: every writer locks the head, looks up what it needs, writes the same rows by the same prepared
 * statements, commits, signs and proves. Nothing about it is slow on purpose.
 */
export function createOneByOne({ database, subjectKeys, signer, store }: LogInProcess): OneByOne {
  const pool = new pg.Pool({ connectionString: database.appUrl, max: CONNECTIONS, options: OPTIONS });
  pool.on('error', () => undefined);
  const nodes = createNodeCache((coordinates) => store.readNodes(coordinates));
  const append = async (
    event: AuditEvent,
    session: Pick<ExclusiveSession, 'query'>,
  ): Promise<() => Promise<unknown>> => {
    const { size, epoch, frontier: stored } = await readHead(session, 'lock-head', `${READ_HEAD} FOR UPDATE`);
    const { eventHash } = measureEvent(event, 'case');
    const { rows, frontier } = await prepareBatch(
      {
        store: { lookUp: (wanted) => lookUp(session, wanted) },
        memory: NO_MEMORY,
        subjectKeys,
        recordedAt: new Date(systemClock.now()).toISOString(),
      },
      { frontier: parseFrontier(stored), rows: undefined },
      [{ event, service: 'case', eventHash, doubted: false }],
    );
    const next = advanceTo(frontier);
    await session.query('commit-one', COMMIT_BATCH, batchValues(rows, { size, epoch }, next.stored));
    return () => {
      nodes.add(rows.nodes);
      next.sign(signer);
      return inclusionProof({ index: size, size: size + 1 }, (wanted) => nodes.read(wanted));
    };
  };
  return {
    append: async (event) => {
      const client = await pool.connect();
      try {
        await client.query(`BEGIN; SELECT set_config('app.purpose', 'sequencer', true)`);
        const answer = await append(event, {
          query: async <Row>(name: string, text: string, values: readonly unknown[] = []) => {
            const { rows } = await client.query<Row & pg.QueryResultRow>({ name, text, values: [...values] });
            return rows;
          },
        });
        await client.query('COMMIT');
        return await answer();
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}
