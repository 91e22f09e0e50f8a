import { createServer } from 'node:http';
import { systemClock } from '#platform/clock';
import { BATCH_PATH, writeBatchAnswer } from '#platform/graphql';
import { createTokenIssuer, testCaller } from '../../gateway/testing/token-issuer.ts';
import { listenOnFreePort } from '../../tests/support/service/listen.ts';
import { createCannedSubgraph } from '../gateway/canned-subgraph.ts';

/** Well within the life of an access token. */
const NEW_TOKEN_MS = 60_000;

export interface IdentityFront {
  readonly url: string;
  /** Of somebody who is signed in, as a header. */
  authorization(): string;
  close(): Promise<void>;
}

/** Identity as the gateway sees it: its keys, its word about a caller, and canned answers. @param issuer also the audience */
export async function startIdentityFront(issuer: string): Promise<IdentityFront> {
  const tokens = createTokenIssuer({ issuer, audience: issuer, clock: systemClock });
  const caller = testCaller(systemClock);
  const answer = createCannedSubgraph('identity');
  const answerTo = (url: string | undefined, body: string): string | Buffer => {
    if (url === '/.well-known/jwks.json') return JSON.stringify(tokens.jwks);
    if (url === '/internal/context-token') return JSON.stringify({ contextToken: tokens.contextToken(caller) });
    if (url !== BATCH_PATH) return answer(body);
    const items = JSON.parse(body) as readonly { readonly request: unknown }[];
    return writeBatchAnswer(items.map(({ request }) => answer(JSON.stringify(request))));
  };
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      response.setHeader('content-type', 'application/json').end(answerTo(request.url, body));
    });
  });
  const { url, close } = await listenOnFreePort(server);
  const renewed = { at: Number.NEGATIVE_INFINITY, header: '' };
  return {
    url,
    authorization: () => {
      if (performance.now() - renewed.at > NEW_TOKEN_MS) {
        renewed.at = performance.now();
        renewed.header = `Bearer ${tokens.accessToken(caller)}`;
      }
      return renewed.header;
    },
    close,
  };
}
