import { randomBytes } from 'node:crypto';
import { systemClock } from '#platform/clock';
import { createLocalKms } from '#platform/crypto';
import { openDatabase, runMigrations } from '#platform/db';
import { silentLogger } from '#platform/logging';
import { createNoteSigner } from '#platform/tlog';
import { createNodeCache } from '../../subgraphs/audit/log/node-cache.ts';
import { startSequencer } from '../../subgraphs/audit/log/sequencer.ts';
import { createSubjectKeys } from '../../subgraphs/audit/log/subject-keys.ts';
import { migrations } from '../../subgraphs/audit/persistence/migrations/index.ts';
import { createSequencerStore } from '../../subgraphs/audit/persistence/sequencer-store.ts';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import type { Database } from '#platform/db';
import type { NoteSigner } from '#platform/tlog';
import type { Sequencer } from '../../subgraphs/audit/log/sequencer.ts';
import type { SubjectKeys } from '../../subgraphs/audit/log/subject-keys.ts';
import type { SequencerStore } from '../../subgraphs/audit/log/types.ts';
import type { TestDatabase } from '../../tests/support/postgres.ts';

/** A log on a database of its own, without HTTP in front of it. */
export interface LogInProcess {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly subjectKeys: SubjectKeys;
  readonly signer: NoteSigner;
  readonly store: SequencerStore;
  /** Starts the sequencer of the service. */
  start(): Promise<Sequencer>;
  close(): Promise<void>;
}

export async function createLog(): Promise<LogInProcess> {
  const database = await createTestDatabase({ service: 'audit' });
  await runMigrations({ service: 'audit', url: database.migrateUrl, migrations });
  const url = database.appUrl;
  const db = await openDatabase({ service: 'audit', url, poolMax: 20, entities: [], migrations });
  const kms = createLocalKms({ masterKeys: [{ id: 'bench', key: randomBytes(32) }] });
  const subjectKeys = createSubjectKeys(kms);
  const signer = createNoteSigner({ name: 'log.example.test/bench', seed: randomBytes(32) });
  const store = createSequencerStore({ db, url });
  let running: Sequencer | undefined;
  return {
    database,
    db,
    subjectKeys,
    signer,
    store,
    start: async () => {
      const nodes = createNodeCache((coordinates) => store.readNodes(coordinates));
      running = await startSequencer({ store, nodes, signer, subjectKeys, clock: systemClock, logger: silentLogger });
      return running;
    },
    close: async () => {
      await (running ?? store).close();
      await db.close();
      await database.drop();
    },
  };
}
