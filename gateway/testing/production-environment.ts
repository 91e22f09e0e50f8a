/** What makes a gateway of a test one in production: addresses, a Redis that nobody has to reach, and a proxy in front. */
export const PRODUCTION = {
  LIFEREADY_ENV: 'production',
  PUBLIC_URL: 'https://api.example.test',
  IDENTITY_ISSUER: 'https://api.example.test',
  REDIS_URL: 'redis://127.0.0.1:1',
  TRUSTED_PROXIES: '127.0.0.1',
} as const;
