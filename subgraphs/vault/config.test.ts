import { describe, expect, test } from '@jest/globals';
import { readVaultConfig } from './config.ts';

const development = {
  LIFEREADY_ENV: 'dev',
  PORT: '4002',
  SERVICE_KEYS_FILE: 'service-keys.json',
  DATABASE_URL: 'postgres://vault_app@localhost/vault',
  IDENTITY_URL: 'http://127.0.0.1:4001',
  IDENTITY_ISSUER: 'http://localhost:4000',
  AUDIT_URL: 'http://127.0.0.1:4005',
  AUDIT_LOG_VKEY: 'log+00000000+key',
  PUBLIC_URL: 'http://localhost:4000',
  KMS_KEYS_FILE: 'kms-keys.json',
  OBJECT_STORE: 'directory:objects',
};
const production = {
  ...development,
  LIFEREADY_ENV: 'production',
  DATABASE_URL: 'postgres://vault_app@db/vault?sslmode=verify-full',
  PUBLIC_URL: 'https://lifeready.example',
  REDIS_URL: 'rediss://redis:6379',
  OBJECT_STORE: 's3://documents?region=af-south-1',
  SCANNER: 'clamav://clamav:3310',
};

describe('the configuration of the vault', () => {
  test('needs no scanner in development', () => {
    expect(readVaultConfig(development).SCANNER).toEqual({ kind: 'none' });
  });

  test('is complete in production with S3 and a scanner', () => {
    expect(readVaultConfig(production)).toMatchObject({
      OBJECT_STORE: { kind: 's3', bucket: 'documents' },
      SCANNER: { kind: 'clamav', host: 'clamav', port: 3310 },
    });
  });

  test.each([
    ['[R-073] a directory as object store', 'OBJECT_STORE', { OBJECT_STORE: 'directory:/data' }],
    [
      'an object store without TLS',
      'OBJECT_STORE',
      { OBJECT_STORE: 's3://documents?region=x1&endpoint=http://minio:9000' },
    ],
    ['no scanner', 'SCANNER', { SCANNER: undefined }],
    ['a scanner switched off', 'SCANNER', { SCANNER: 'none' }],
  ])('production refuses %s', (_what, variable, change) => {
    expect(() => readVaultConfig({ ...production, ...change })).toThrow(`${variable}:`);
  });

  test.each(['clamav://host', 'clamav://user@host:1', 'clamav://host:1/path', 'tcp://host:1', 'yes'])(
    'refuses the scanner %s',
    (SCANNER) => {
      expect(() => readVaultConfig({ ...development, SCANNER })).toThrow('SCANNER: must be none or clamav://host:port');
    },
  );
});
