import { describe, expect, test } from '@jest/globals';
import { readGatewayConfig } from './config.ts';

const PRODUCTION = {
  LIFEREADY_ENV: 'production',
  PORT: '4000',
  SERVICE_KEYS_FILE: '/run/secrets/service-keys.json',
  REDIS_URL: 'rediss://redis.internal:6379',
  PUBLIC_URL: 'https://api.example.org',
  IDENTITY_ISSUER: 'https://api.example.org',
  IDENTITY_URL: 'https://identity.internal',
  VAULT_URL: 'https://vault.internal',
  CASE_URL: 'https://case.internal',
  INCIDENT_URL: 'https://incident.internal',
  AUDIT_URL: 'https://audit.internal',
  AUDIT_LOG_VKEY: 'log+00000000+AAAA',
  SUPERGRAPH_FILE: '/app/schema/supergraph.graphql',
  PERSISTED_DOCUMENTS_DIR: '/app/schema/persisted',
  TRUSTED_PROXIES: '10.0.0.0/8',
};
const DEVELOPMENT = {
  ...PRODUCTION,
  LIFEREADY_ENV: 'dev',
  PUBLIC_URL: 'http://localhost:4000',
  REDIS_URL: undefined,
  TRUSTED_PROXIES: undefined,
};

describe('the configuration', () => {
  test('is good as it should be', () => {
    expect(readGatewayConfig(PRODUCTION)).toMatchObject({ GATEWAY_MAX_COST: 5_000, CORS_ALLOWED_ORIGINS: [] });
    expect(readGatewayConfig(DEVELOPMENT)).toMatchObject({ PUBLIC_URL: 'http://localhost:4000' });
  });

  test('[R-056] nobody is trusted to say where a request comes from by trusting everybody', () => {
    const read = (TRUSTED_PROXIES: string) => readGatewayConfig({ ...PRODUCTION, TRUSTED_PROXIES }).TRUSTED_PROXIES;
    expect(read('10.0.0.0/8, fd00::/8, 192.0.2.1')).toEqual(['10.0.0.0/8', 'fd00::/8', '192.0.2.1']);
    for (const range of ['0.0.0.0/0', '::/0', '10.0.0.0/00', 'loopback', 'proxy.internal'])
      expect(() => read(range)).toThrow('TRUSTED_PROXIES');
  });

  test('[R-034] what is denied is refused unless the setting says null, and nothing else', () => {
    const read = (GATEWAY_ACCESS_DENIALS?: string) =>
      readGatewayConfig({ ...PRODUCTION, GATEWAY_ACCESS_DENIALS }).GATEWAY_ACCESS_DENIALS;
    expect([read(), read('refuse'), read('null')]).toEqual(['refuse', 'refuse', 'null']);
    expect(() => read('allow')).toThrow('GATEWAY_ACCESS_DENIALS');
  });

  test('lists of addresses are read with or without spaces', () => {
    const CORS_ALLOWED_ORIGINS = 'https://a.example.org, https://b.example.org:8443,';
    expect(readGatewayConfig({ ...PRODUCTION, CORS_ALLOWED_ORIGINS }).CORS_ALLOWED_ORIGINS).toEqual([
      'https://a.example.org',
      'https://b.example.org:8443',
    ]);
  });

  const REQUIRED = Object.keys(PRODUCTION).filter((name) => !['REDIS_URL', 'TRUSTED_PROXIES'].includes(name));

  test.each(REQUIRED.map((name) => [name]))('[R-128] without %s nothing starts', (name) => {
    expect(() => readGatewayConfig({ ...PRODUCTION, [name]: undefined })).toThrow(name);
  });

  test('[R-128] names everything that is wrong at once, and no value', () => {
    const wrong = { ...PRODUCTION, PORT: 'a secret', PUBLIC_URL: 'a secret', GATEWAY_MAX_COST: '-1' };
    const load = () => readGatewayConfig(wrong);
    expect(load).toThrow(/PORT[^]*PUBLIC_URL[^]*GATEWAY_MAX_COST/);
    expect(load).not.toThrow('a secret');
  });

  test.each([
    ['REDIS_URL', undefined],
    ['TRUSTED_PROXIES', undefined],
    ['PUBLIC_URL', 'http://api.example.org'],
    ['PUBLIC_URL', 'https://localhost:4000'],
    ['PUBLIC_URL', 'https://127.0.0.1'],
    ['CORS_ALLOWED_ORIGINS', 'http://app.example.org'],
    ['CORS_ALLOWED_ORIGINS', 'https://localhost:3000'],
  ])('[R-129] production refuses %s=%s', (name, value) => {
    expect(() => readGatewayConfig({ ...PRODUCTION, [name]: value })).toThrow(name);
  });

  test.each([['*'], ['https://*.example.org'], ['null'], ['https://app.example.org/'], ['app.example.org']])(
    '[R-055] %s is no exact origin anywhere',
    (origin) => {
      expect(() => readGatewayConfig({ ...DEVELOPMENT, CORS_ALLOWED_ORIGINS: origin })).toThrow('CORS_ALLOWED_ORIGINS');
    },
  );

  test('[R-127] an environment that nobody knows is refused', () => {
    expect(() => readGatewayConfig({ ...PRODUCTION, LIFEREADY_ENV: 'prod' })).toThrow('LIFEREADY_ENV');
  });
});
