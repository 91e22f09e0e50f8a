import { describe, expect, test } from '@jest/globals';
import { readIdentityConfig } from './config.ts';

const BASE = {
  PORT: '4001',
  DATABASE_URL: 'postgres://identity_app:x@db.example.test/identity?sslmode=verify-full',
  SERVICE_KEYS_FILE: '/keys/services',
  KMS_KEYS_FILE: '/keys/kms',
  TOKEN_KEYS_FILE: '/keys/tokens',
  IDENTITY_URL: 'http://identity.internal',
  AUDIT_URL: 'http://audit.internal',
  IDENTITY_ISSUER: 'https://lifeready.example',
  PUBLIC_URL: 'https://lifeready.example',
  AUDIT_LOG_VKEY: 'log+key',
  REDIS_URL: 'rediss://redis.example.test',
};

describe('[R-012] the cost of a password hash has a floor', () => {
  test('without a word the floor itself is used', () => {
    expect(readIdentityConfig({ ...BASE, LIFEREADY_ENV: 'production' })).toMatchObject({
      ARGON2_MEMORY_KIB: 19_456,
      ARGON2_TIME_COST: 2,
      ARGON2_PARALLELISM: 1,
    });
  });

  test.each(['dev', 'staging', 'production'])('nothing cheaper starts in %s', (environment) => {
    const cheap = { ...BASE, LIFEREADY_ENV: environment };
    expect(() => readIdentityConfig({ ...cheap, ARGON2_MEMORY_KIB: '19455' })).toThrow(
      'ARGON2_MEMORY_KIB: must be at least 19456',
    );
    expect(() => readIdentityConfig({ ...cheap, ARGON2_TIME_COST: '1' })).toThrow(
      'ARGON2_TIME_COST: must be at least 2',
    );
  });

  test('tests may hash faster', () => {
    expect(
      readIdentityConfig({ ...BASE, LIFEREADY_ENV: 'test', ARGON2_MEMORY_KIB: '64', ARGON2_TIME_COST: '1' })
        .ARGON2_MEMORY_KIB,
    ).toBe(64);
  });

  test.each(['', 'lots', '0', '-1', '1e99'])('the memory must be a sensible number: %j', (value) => {
    const config = () => readIdentityConfig({ ...BASE, LIFEREADY_ENV: 'production', ARGON2_MEMORY_KIB: value });
    if (value === '') expect(config().ARGON2_MEMORY_KIB).toBe(19_456);
    else expect(config).toThrow('ARGON2_MEMORY_KIB');
  });
});

test('all that is missing is said at once, and no value is echoed', () => {
  const { KMS_KEYS_FILE: _kms, TOKEN_KEYS_FILE: _tokens, ...rest } = BASE;
  expect(() => readIdentityConfig({ ...rest, LIFEREADY_ENV: 'production', DATABASE_URL: 'hunter2' })).toThrow(
    /^(?=[^]*KMS_KEYS_FILE)(?=[^]*TOKEN_KEYS_FILE)(?=[^]*DATABASE_URL)(?![^]*hunter2)/,
  );
});
