import { newId } from '#platform/ids';
import { startProxy } from '../service/proxy.ts';
import { startGraph } from './in-process-graph.ts';
import type { GraphOptions, InProcessGraph } from './in-process-graph.ts';
import type { MintedCaller } from './token-mint.ts';

/** A graph in front of which identity vouches for whomever a test names. */
export interface VouchingGraph extends InProcessGraph {
  /** @returns an access token under which every service sees exactly this caller, in a session of their own */
  signIn(caller: Omit<MintedCaller, 'sessionId'>): string;
}

/** What identity answers about sessions that it opened itself goes through as it is. */
export async function startVouchingGraph(options: GraphOptions = {}): Promise<VouchingGraph> {
  const sessions = new Map<string, MintedCaller>();
  let identityUrl = '';
  const proxy = await startProxy(() => identityUrl);
  const graph = await startGraph({
    ...options,
    overrides: (urls) => {
      identityUrl = urls.identity;
      return { gateway: { IDENTITY_URL: proxy.url } };
    },
  });
  proxy.change = (answer, path, body) => {
    const caller = path === '/internal/context-token' ? sessions.get(sessionOf(body)) : undefined;
    return caller === undefined ? answer : { status: 200, json: { contextToken: graph.mint.contextToken(caller) } };
  };
  return {
    ...graph,
    signIn: (caller) => {
      const minted = { ...caller, sessionId: newId() };
      sessions.set(minted.sessionId, minted);
      return graph.mint.accessToken(minted);
    },
    close: async () => {
      await graph.close();
      await proxy.close();
    },
  };
}

function sessionOf(body: unknown): string {
  const { accessToken } = body as { readonly accessToken: string };
  return (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;
}
