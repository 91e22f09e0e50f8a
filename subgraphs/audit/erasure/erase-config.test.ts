import { describe, expect, test } from '@jest/globals';
import { readEraseJobConfig } from '../config.ts';

const COMPLETE = {
  LIFEREADY_ENV: 'production',
  SERVICE_KEYS_FILE: '/run/secrets/service-keys.json',
  AUDIT_URL: 'https://audit.internal:4005',
  AUDIT_LOG_VKEY: 'log.example.test/audit+00000000+AA',
  AUDIT_ERASER_DATABASE_URL: 'postgres://audit_eraser@db.internal/audit?sslmode=verify-full',
};

describe('[R-157] the job that erases', () => {
  test('reads a connection that the service does not have, and needs nothing else of the service', () => {
    expect(readEraseJobConfig(COMPLETE).AUDIT_ERASER_DATABASE_URL).toBe(COMPLETE.AUDIT_ERASER_DATABASE_URL);
  });

  test.each(Object.keys(COMPLETE))('does not start without %s', (name) => {
    expect(() => readEraseJobConfig({ ...COMPLETE, [name]: undefined })).toThrow(name);
  });

  test.each(['', '?sslmode=require', '?sslmode=verify-full&sslmode=disable'])(
    'talks to no database that it does not know, outside development: %s',
    (parameters) => {
      const url = `postgres://audit_eraser@db.internal/audit${parameters}`;
      expect(() => readEraseJobConfig({ ...COMPLETE, AUDIT_ERASER_DATABASE_URL: url })).toThrow('verify-full');
    },
  );
});
