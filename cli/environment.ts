import { homedir, tmpdir } from 'node:os';

/** The only place of the command that reads the environment. Flags win over these. */
export interface CommandEnvironment {
  /** LIFEREADY_PORT: port of the public endpoint. */
  readonly port: string | undefined;
  /** LIFEREADY_BASE_PORT: the gateway listens here, the services on the ports after it. */
  readonly basePort: string | undefined;
  /** LIFEREADY_POSTGRES_PORT: port of PostgreSQL. */
  readonly postgresPort: string | undefined;
  /** LIFEREADY_LOG_LEVEL: how much the services write to their logs. */
  readonly logLevel: string;
  /** LIFEREADY_MTLS: whether services talk to each other over mutual TLS. */
  readonly mtls: boolean;
  /** REDIS_URL: shared state of the services; in process without it. */
  readonly redisUrl: string | undefined;
  /** LIFEREADY_TOKEN: access token for commands that ask the endpoint and are given none. */
  readonly accessToken: string | undefined;
  /** What every started program gets: nothing that could carry a secret of the person's shell. */
  readonly inherited: Readonly<Record<string, string>>;
}

/** Reads the variables that the command and its programs may see. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): CommandEnvironment {
  return {
    port: given(env['LIFEREADY_PORT']),
    basePort: given(env['LIFEREADY_BASE_PORT']),
    postgresPort: given(env['LIFEREADY_POSTGRES_PORT']),
    logLevel: given(env['LIFEREADY_LOG_LEVEL']) ?? 'info',
    mtls: ['1', 'true'].includes(given(env['LIFEREADY_MTLS']) ?? ''),
    redisUrl: given(env['REDIS_URL']),
    accessToken: given(env['LIFEREADY_TOKEN']),
    inherited: {
      PATH: env['PATH'] ?? '/usr/bin:/bin',
      HOME: env['HOME'] ?? homedir(),
      TMPDIR: env['TMPDIR'] ?? tmpdir(),
    },
  };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
