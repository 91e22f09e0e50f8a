import { describe, expect, test } from '@jest/globals';
import { readCaseConfig } from './config.ts';

const ENVIRONMENT = {
  LIFEREADY_ENV: 'test',
  PORT: '4003',
  SERVICE_KEYS_FILE: '/keys/service-keys.json',
  DATABASE_URL: 'postgres://case_app@db/case?sslmode=verify-full',
  IDENTITY_URL: 'http://identity.internal',
  IDENTITY_ISSUER: 'https://lifeready.example',
  VAULT_URL: 'http://vault.internal',
  AUDIT_URL: 'http://audit.internal',
  AUDIT_LOG_VKEY: 'key',
  PUBLIC_URL: 'https://lifeready.example',
  KMS_KEYS_FILE: '/keys/kms-keys.json',
  EXPORT_SIGNING_KEY_FILE: '/keys/signing-key.json',
  OBJECT_STORE: 's3://packs?region=af-south-1',
};

describe('the configuration', () => {
  test('is complete with these', () => {
    expect(readCaseConfig(ENVIRONMENT)).toMatchObject({
      AUDIT_RECONCILE_AFTER_SECONDS: 60,
      OBJECT_STORE: { kind: 's3', bucket: 'packs' },
    });
  });

  test.each(['VAULT_URL', 'KMS_KEYS_FILE', 'EXPORT_SIGNING_KEY_FILE', 'OBJECT_STORE'])('needs %s', (name) => {
    expect(() => readCaseConfig({ ...ENVIRONMENT, [name]: '' })).toThrow(name);
  });

  test.each(['directory:/var/packs', 's3://packs?region=af-south-1&endpoint=http://store.internal'])(
    'of production refuses %s',
    (location) => {
      const production = {
        ...ENVIRONMENT,
        LIFEREADY_ENV: 'production',
        REDIS_URL: 'rediss://redis',
        OBJECT_STORE: location,
      };
      expect(() => readCaseConfig(production)).toThrow('OBJECT_STORE: must be S3 over https');
      expect(() => readCaseConfig({ ...production, OBJECT_STORE: ENVIRONMENT.OBJECT_STORE })).not.toThrow();
    },
  );
});
