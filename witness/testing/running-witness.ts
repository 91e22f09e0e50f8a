import { randomBytes } from 'node:crypto';
import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createCosigner } from '#platform/tlog';
import { createMigratedDatabase } from '../../tests/support/migrated-database.ts';
import { createPrivateFolder } from '../../tests/support/service/private-folder.ts';
import { startWitness } from '../app.ts';
import { readWitnessConfig } from '../config.ts';
import { migrations } from '../persistence/migrations/index.ts';
import { requestBody } from './signed-log.ts';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { NoteVerifier } from '#platform/tlog';
import type { TestDatabase } from '../../tests/support/postgres.ts';
import type { WitnessDeps } from '../app.ts';

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** The real witness on a database of its own, reached over HTTP. */
export interface RunningWitness {
  readonly url: string;
  readonly verifier: NoteVerifier;
  readonly database: TestDatabase;
  submit(oldSize: number | string, proof: readonly Buffer[], note: Buffer): Promise<Answer>;
  post(body: Buffer | string, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
  /** @param port to listen on; a free one when absent */
  startAgain(port?: number): Promise<void>;
  /** Ends it, and starts it again on the same database and key, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startRunningWitness(options: {
  readonly logVkeys: readonly string[];
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly wrapStore?: WitnessDeps['wrapStore'];
}): Promise<RunningWitness> {
  const { logVkeys, clock = systemClock, logger = silentLogger, wrapStore } = options;
  const database = await createMigratedDatabase({ service: 'witness', migrations });
  const folder = createPrivateFolder();
  const key = { name: 'witness.example.test/own', seed: randomBytes(32).toString('base64') };
  const config = readWitnessConfig({
    LIFEREADY_ENV: 'test',
    PORT: '0',
    DATABASE_URL: database.appUrl,
    WITNESS_SIGNING_KEY_FILE: folder.write('signing-key.json', key),
    WITNESS_LOG_VKEYS: logVkeys.join(' '),
  });
  const start = async (port = 0): Promise<{ url: string; stop: () => Promise<void> }> => {
    const { server, resources } = await startWitness({
      config,
      logger,
      clock,
      ...(wrapStore === undefined ? {} : { wrapStore }),
    });
    const url = await server.listen({ host: '127.0.0.1', port });
    let stopped = false;
    return {
      url,
      stop: async () => {
        if (stopped) return;
        stopped = true;
        await server.close();
        for (const resource of resources) await resource.close();
      },
    };
  };
  let running = await start();
  const post: RunningWitness['post'] = async (body, headers = {}) => {
    const response = await fetch(`${running.url}/add-checkpoint`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers,
    });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  return {
    get url() {
      return running.url;
    },
    verifier: createCosigner({ name: key.name, seed: Buffer.from(key.seed, 'base64') }).verifier,
    database,
    post,
    submit: (oldSize, proof, note) => post(requestBody(oldSize, proof, note)),
    stop: () => running.stop(),
    startAgain: async (port) => {
      running = await start(port);
    },
    restart: async () => {
      const { port } = new URL(running.url);
      await running.stop();
      running = await start(Number(port));
    },
    close: async () => {
      await running.stop();
      folder.remove();
      await database.drop();
    },
  };
}
