import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ENVIRONMENTS, isStrict, subgraphShape } from './environment.ts';
import { ConfigurationError, loadConfig, subgraphStrictRules } from './load.ts';

const schema = z.object(subgraphShape);
const COMPLETE = {
  LIFEREADY_ENV: 'dev',
  PORT: '4001',
  SERVICE_KEYS_FILE: '/keys/service-keys.json',
  DATABASE_URL: 'postgres://vault_app:secret-password@db.example.test/vault?sslmode=verify-full',
  IDENTITY_URL: 'https://identity.example.test',
  IDENTITY_ISSUER: 'https://api.example.test',
  AUDIT_URL: 'https://audit.example.test',
  AUDIT_LOG_VKEY: 'log+00000000+AAAA',
  PUBLIC_URL: 'https://api.example.test',
  REDIS_URL: 'rediss://redis.example.test',
} as const;

function load(change: Readonly<Record<string, string | undefined>>): ReturnType<typeof loadConfig<typeof schema>> {
  return loadConfig('vault', schema, { ...COMPLETE, ...change }, subgraphStrictRules);
}

function problemsOf(change: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    load(change);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test('[R-128] a complete configuration is parsed, given defaults and frozen', () => {
  const config = load({});
  expect(config).toMatchObject({ PORT: 4001, HOST: '127.0.0.1', LOG_LEVEL: 'info', DATABASE_POOL_MAX: 24 });
  expect(Object.isFrozen(config)).toBe(true);
});

test.each(Object.keys(COMPLETE).filter((name) => name !== 'REDIS_URL'))(
  '[R-128] without %s, or with it empty, nothing starts',
  (name) => {
    for (const value of [undefined, ''])
      expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  },
);

test('[R-128] all problems are listed at once, and no value is shown', () => {
  const change = {
    LIFEREADY_ENV: 'prod-hunter2',
    PORT: 'hunter2',
    DATABASE_URL: 'mysql://hunter2',
    DATABASE_POOL_MAX: '1000',
    LOG_LEVEL: 'hunter2',
    IDENTITY_URL: 'hunter2',
    AUDIT_LOG_VKEY: undefined,
  };
  const problems = problemsOf(change);
  expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual(Object.keys(change).sort());
  expect(new ConfigurationError('vault', problems).message).not.toContain('hunter2');
  expect(new ConfigurationError('vault', problems).message).toContain('The configuration of vault is not valid');
});

test.each(['-1', '65536', '80.5', 'NaN', '80 81', ' '])('[R-128] the port "%s" is refused', (PORT) => {
  expect(problemsOf({ PORT })).toEqual([expect.stringMatching(/^PORT: /)]);
});

describe('[R-127] environments', () => {
  test('are four, of which two are strict', () => {
    expect(ENVIRONMENTS.filter(isStrict)).toEqual(['staging', 'production']);
    expect(problemsOf({ LIFEREADY_ENV: 'live' })).toHaveLength(1);
  });

  const INSECURE = {
    REDIS_URL: undefined,
    PUBLIC_URL: 'http://localhost:4000',
    DATABASE_URL: 'postgres://vault_app@db.example.test/vault',
  };

  test.each(['dev', 'test'])('%s may do without what only replicas and strangers need', (LIFEREADY_ENV) => {
    expect(problemsOf({ ...INSECURE, LIFEREADY_ENV })).toEqual([]);
  });

  test.each(['staging', 'production'])(
    '[R-129] %s refuses every development shortcut, all at once',
    (LIFEREADY_ENV) => {
      expect(problemsOf({ LIFEREADY_ENV })).toEqual([]);
      const names = problemsOf({ ...INSECURE, LIFEREADY_ENV }).map((problem) => problem.split(':')[0]);
      expect(names).toEqual(['REDIS_URL', 'PUBLIC_URL', 'PUBLIC_URL', 'DATABASE_URL']);
    },
  );

  test.each([
    'postgres://a@db/vault?sslmode=require',
    'postgres://a@db/vault?sslmode=verify-fully',
    'postgres://a@db/vault?sslmode=verify-full&sslmode=disable',
    'postgres://a@db/vault?application_name=x%26sslmode=verify-full',
    'postgres://a:b%3Fsslmode=verify-full@db/vault',
  ])('[R-129] production refuses the database URL %s', (DATABASE_URL) => {
    expect(problemsOf({ LIFEREADY_ENV: 'production', DATABASE_URL })).toEqual([expect.stringContaining('verify-full')]);
  });

  test.each(['https://localhost', 'https://127.0.0.1:4000', 'https://[::1]/'])(
    '[R-129] production refuses the public URL %s',
    (PUBLIC_URL) => {
      expect(problemsOf({ LIFEREADY_ENV: 'production', PUBLIC_URL })).toEqual([
        expect.stringContaining('this machine'),
      ]);
    },
  );
});
