import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { connectAudit } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { createRequestSigner, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { createNoteSigner } from '#platform/tlog';
import { LOOPBACK, findFreePort } from '../../../cli/stack/free-port.ts';
import { createMigratedDatabase } from '../../../tests/support/migrated-database.ts';
import { compiledCode } from '../../../tests/support/compiled-code.ts';
import { createPrivateFolder } from '../../../tests/support/service/private-folder.ts';
import { createSignedClient } from '../../../tests/support/service/signed-client.ts';
import { until } from '../../../tests/support/until.ts';
import { migrations } from '../persistence/migrations/index.ts';
import type { ChildProcess } from 'node:child_process';
import type { AuditConnection } from '#platform/audit';
import type { ServiceKeyEntry } from '#platform/signing';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { SignedClient } from '../../../tests/support/service/signed-client.ts';

const MAIN = path.join(import.meta.dirname, '..', 'main.ts');

/** One process of the audit service, as it runs in production, on a log that others share. */
export interface AuditProcess {
  readonly url: string;
  /** This instance alone, as the case service reaches it. */
  readonly client: SignedClient;
  /** Its process number while it runs. */
  pid(): number | undefined;
  /** Resolves when it answers. */
  start(): Promise<void>;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void;
  /** Resolves when it has ended. */
  ended(): Promise<void>;
  /** Whether it says that it writes the log. False while it says nothing. */
  isWriter(): Promise<boolean>;
}

/** Several processes on one log. */
export interface AuditProcesses {
  readonly database: TestDatabase;
  readonly vkey: string;
  /** The keys that services share with it, in their written form. */
  readonly serviceKeys: readonly ServiceKeyEntry[];
  readonly processes: readonly AuditProcess[];
  /** All of them, as a service reaches them. */
  connect(): AuditConnection;
  close(): Promise<void>;
}

/** Prepares `count` processes on a database of their own; none is started yet. */
export async function prepareAuditProcesses(count: number): Promise<AuditProcesses> {
  const database = await createMigratedDatabase({ service: 'audit', migrations });
  const folder = createPrivateFolder();
  const entries = ['case', 'vault'].map((caller) => generateServiceKey(caller, 'audit'));
  const signingKey = { name: 'log.example.test/audit', seed: randomBytes(32).toString('base64') };
  const { vkey } = createNoteSigner({ name: signingKey.name, seed: Buffer.from(signingKey.seed, 'base64') });
  const environment = {
    NODE_ENV: 'production',
    LIFEREADY_ENV: 'test',
    LOG_LEVEL: 'silent',
    HOST: LOOPBACK,
    SERVICE_KEYS_FILE: folder.write('service-keys.json', entries),
    DATABASE_URL: database.appUrl,
    DATABASE_POOL_MAX: '4',
    IDENTITY_URL: 'http://127.0.0.1:1',
    IDENTITY_ISSUER: 'http://127.0.0.1:1',
    AUDIT_URL: 'http://127.0.0.1:1',
    AUDIT_LOG_VKEY: vkey,
    PUBLIC_URL: 'http://localhost:4000',
    KMS_KEYS_FILE: folder.write('kms-keys.json', [{ id: 'test', key: randomBytes(32).toString('base64') }]),
    AUDIT_SIGNING_KEY_FILE: folder.write('signing-key.json', signingKey),
    AUDIT_LOG_ORIGIN: signingKey.name,
    OBJECT_STORE: `directory:${folder.path('objects')}`,
  };
  const processes: AuditProcess[] = [];
  for (let number = 0; number < count; number += 1) {
    const port = await findFreePort();
    const client = createSignedClient({ entries, caller: 'case', callee: 'audit', url: urlOf(port) });
    processes.push(createProcess(environment, port, client));
  }
  const keys = parseServiceKeys(JSON.stringify(entries));
  const sign = createRequestSigner({ keys, caller: 'case', clock: systemClock });
  const connections: AuditConnection[] = [];
  return {
    database,
    vkey,
    serviceKeys: entries,
    processes,
    connect: () => {
      const connection = connectAudit({ urls: processes.map(({ url }) => url), sign, logVerifierKey: vkey });
      connections.push(connection);
      return connection;
    },
    close: async () => {
      for (const one of processes) if (one.pid() !== undefined) one.signal('SIGKILL');
      await Promise.all(processes.map((one) => one.ended()));
      await Promise.all([...connections, ...processes.map(({ client }) => client.service)].map((open) => open.close()));
      folder.remove();
      await database.drop();
    },
  };
}

function urlOf(port: number): string {
  return `http://${LOOPBACK}:${String(port)}`;
}

function createProcess(environment: Record<string, string>, port: number, client: SignedClient): AuditProcess {
  let child: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const ready = async (): Promise<{ status: number; json: unknown }> =>
    client
      .send({ method: 'GET', path: '/readyz', timeoutMs: 1_000 })
      .catch(() => ({ status: 0, json: { dependencies: {} } }));
  return {
    url: urlOf(port),
    client,
    pid: () => child?.pid,
    start: async () => {
      const started = spawn(process.execPath, ['--no-warnings', MAIN], {
        env: { ...compiledCode(), ...environment, PORT: String(port) },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      child = started;
      ended = once(started, 'exit').then(() => {
        child = undefined;
      });
      await until(async () => (await ready()).status === 200);
    },
    signal: (signal) => {
      if (child === undefined) throw new Error('the process does not run');
      child.kill(signal);
    },
    ended: async () => {
      await ended;
    },
    isWriter: async () => {
      const { dependencies } = (await ready()).json as { dependencies: { writer?: string } };
      return dependencies.writer === 'ok';
    },
  };
}
