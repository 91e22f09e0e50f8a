import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bearer, startTestGateway } from '../../../gateway/testing/test-gateway.ts';
import type { Attacker } from '../../../tests/security/gateway/attack.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
/** Argument by which the program serves instead of attacking. */
export const SERVE = 'serve-attacked-gateway';
/** Of the breaker, as in production. */
const BURST_REQUESTS = '3000';
const ME = { id: '019a0000-0000-7000-8000-000000000001', displayName: 'Thandi' };

/** Who is signed in, by the header that says so. */
export type Tokens = Readonly<Record<Attacker, string | undefined>>;

interface Serving {
  readonly port: number;
  readonly tokens: Tokens;
}

/** The gateway and services that answer at once, until the process that started this one goes away; it is told port and tokens. */
export async function serveAttackedGateway(): Promise<void> {
  const gateway = await startTestGateway({
    environment: {
      GATEWAY_EXECUTOR: 'program',
      GATEWAY_BURST_REQUESTS: BURST_REQUESTS,
      // Who asks for what they may, as fast as they can, uses up any usual budget.
      GATEWAY_BUDGET_FACTOR: '100000',
    },
    resolvers: { identity: { Query: { me: () => ME } } },
  });
  const partner = { role: 'partner', clientId: 'partner-demo', kind: 'service_account', acr: 'aal1' } as const;
  const tokens: Tokens = {
    nobody: undefined,
    person: bearer(gateway.signIn())['authorization'],
    partner: bearer(gateway.signIn(partner))['authorization'],
  };
  process.on('message', () => {
    // What the fake services remember of each call is no work of the gateway.
    for (const service of Object.values(gateway.services)) service.calls.length = 0;
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000);
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ port: gateway.port, tokens } satisfies Serving);
}

export interface AttackedGateway extends Serving {
  /** @returns milliseconds of processor time that the process has used so far */
  cpuMs(): Promise<number>;
  close(): void;
}

/** The gateway in a process of its own. */
export async function startAttackedGateway(): Promise<AttackedGateway> {
  const child = fork(MAIN, [SERVE], { execArgv: ['--no-warnings'] });
  const [serving] = (await once(child, 'message')) as [Serving];
  return {
    ...serving,
    cpuMs: async () => {
      child.send('processor time');
      const [milliseconds] = (await once(child, 'message')) as [number];
      return milliseconds;
    },
    close: () => {
      child.disconnect();
    },
  };
}
