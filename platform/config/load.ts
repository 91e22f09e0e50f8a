import { isStrict } from './environment.ts';
import type { Environment } from './environment.ts';
import type { z } from 'zod';

/** All that is wrong with a configuration, at once. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(service: string, problems: readonly string[]) {
    super(`The configuration of ${service} is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/** A rule over the whole configuration that `staging` and `production` must satisfy; returns what is wrong. */
export type StrictRule<Config> = (config: Config) => string | undefined;

/**
 * Parses the environment of one service. Values are never echoed: they may be secrets.
 * @param service name for the message
 * @param strictRules checked in `staging` and `production` only
 * @throws ConfigurationError listing every problem
 */
export function loadConfig<Schema extends z.ZodType<{ LIFEREADY_ENV: Environment }>>(
  service: string,
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
  strictRules: readonly StrictRule<z.output<Schema>>[] = [],
): Readonly<z.output<Schema>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new ConfigurationError(
      service,
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const config = result.data;
  if (isStrict(config.LIFEREADY_ENV)) {
    const problems = strictRules.map((rule) => rule(config)).filter((problem) => problem !== undefined);
    if (problems.length > 0) throw new ConfigurationError(service, problems);
  }
  return Object.freeze(config);
}

/** Whether a connection to the database at this address checks whom it reached. */
export function verifiesDatabase(url: string): boolean {
  // The driver takes the last one, a reader of the configuration sees the first.
  return new URL(url).searchParams.getAll('sslmode').join() === 'verify-full';
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/** Strict rules that hold for every subgraph. */
export const subgraphStrictRules: readonly StrictRule<{
  readonly DATABASE_URL: string;
  readonly REDIS_URL?: string | undefined;
  readonly PUBLIC_URL: string;
}>[] = [
  ({ REDIS_URL }) =>
    REDIS_URL === undefined ? 'REDIS_URL: is required outside development (replicas must share state)' : undefined,
  ({ PUBLIC_URL }) =>
    PUBLIC_URL.startsWith('https://') ? undefined : 'PUBLIC_URL: must use https outside development',
  ({ PUBLIC_URL }) =>
    LOCAL_HOSTS.has(new URL(PUBLIC_URL).hostname)
      ? 'PUBLIC_URL: must not be this machine outside development'
      : undefined,
  ({ DATABASE_URL }) =>
    verifiesDatabase(DATABASE_URL) ? undefined : 'DATABASE_URL: must use sslmode=verify-full outside development',
];
