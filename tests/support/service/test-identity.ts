import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import { contextClaims, CONTEXT_TOKEN_AUDIENCE, registeredClaims, TOKEN_ALGORITHM, TOKEN_TYPES } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { ed25519Token, newSigningKey } from '../../../platform/auth/testing/token-fixture.ts';
import { listenOnFreePort } from './listen.ts';
import type { TestCaller } from './test-caller.ts';

export { testCaller } from './test-caller.ts';
export type { TestCaller } from './test-caller.ts';

/** Stands in for identity where a service is tested alone: publishes a key set and vouches for whomever a test names. */
export interface TestIdentity {
  readonly issuer: string;
  readonly url: string;
  /** @returns a context token as identity would issue it */
  vouchFor(caller: TestCaller): string;
  close(): Promise<void>;
}

export async function startTestIdentity(): Promise<TestIdentity> {
  const issuer = 'https://identity.example.test';
  const key = newSigningKey(`test-${randomUUID()}`);
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key.jwk] }));
  });
  const { url, close } = await listenOnFreePort(server);
  return {
    issuer,
    url,
    vouchFor: (caller) => {
      const registered = registeredClaims({
        issuer,
        audience: CONTEXT_TOKEN_AUDIENCE,
        clock: systemClock,
        lifeSeconds: 60,
      });
      const header = { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPES.context, kid: key.kid };
      return ed25519Token(header, { ...registered, ...contextClaims(caller) }, key);
    },
    close,
  };
}
