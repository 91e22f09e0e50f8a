import { Agent, request } from 'undici';
import { runClients } from '../../audit/clients.ts';
import { PEOPLE, addressOf } from './addresses.ts';
import type { Stretch } from '../../audit/clients.ts';
import type { AttackedGateway } from './serve.ts';

/** Time between two looks at `/healthz`. */
const PROBE_EVERY_MS = 10;
const BODY = '{"query":"{ me { id displayName } }"}';

export interface People {
  /** What they get done within so many seconds, and how long `/healthz` takes meanwhile, in milliseconds. */
  work(seconds: number): Promise<{ readonly stretch: Stretch; readonly healthMs: readonly number[] }>;
  close(): Promise<void>;
}

/** People who ask for what they may, each from an address of their own, as fast as they are answered. */
export function createPeople(gateway: AttackedGateway, count: number): People {
  const origin = `http://127.0.0.1:${String(gateway.port)}`;
  const agents = Array.from(
    { length: count },
    (_, index) => new Agent({ connections: 1, localAddress: addressOf(PEOPLE, index) }),
  );
  const prober = new Agent({ connections: 1 });
  const headers = { 'content-type': 'application/json', authorization: gateway.tokens.person ?? '' };
  const ask = async (person: number): Promise<void> => {
    const dispatcher = agents[person];
    if (dispatcher === undefined) throw new Error('there is nobody');
    const { statusCode, body } = await request(`${origin}/graphql`, {
      method: 'POST',
      headers,
      body: BODY,
      dispatcher,
    });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('errors')) throw new Error(`${String(statusCode)} ${text.slice(0, 500)}`);
  };
  const probe = async (seconds: number): Promise<readonly number[]> => {
    const found: number[] = [];
    for (const end = performance.now() + seconds * 1_000; performance.now() < end;) {
      const from = performance.now();
      await (await request(`${origin}/healthz`, { dispatcher: prober })).body.dump();
      found.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
    return found;
  };
  return {
    work: async (seconds) => {
      const [stretch, healthMs] = await Promise.all([
        runClients({ clients: count, seconds, operation: ask }),
        probe(seconds),
      ]);
      return { stretch, healthMs };
    },
    close: async () => {
      for (const agent of [...agents, prober]) await agent.close();
    },
  };
}
