import { sendAttack } from '../../../tests/security/gateway/send-attack.ts';
import { MEASURED, addressOf } from './addresses.ts';
import type { Attack } from '../../../tests/security/gateway/attack.ts';
import type { AttackedGateway } from './serve.ts';

/** Requests from one address, few enough not to be blocked. */
const PER_ADDRESS = 100;

export interface RefusalCost {
  readonly name: string;
  /** Processor time of the gateway for one refusal, in milliseconds, with its connection. */
  readonly cpuMs: number;
}

/** Sends each attack over and over, one at a time, and looks at what the gateway's process used meanwhile. */
export function createRefusalMeter(gateway: AttackedGateway, requests: number) {
  let sent = 0;
  const send = async (attack: Attack): Promise<void> => {
    const from = addressOf(MEASURED, Math.floor(sent / PER_ADDRESS));
    sent += 1;
    const answer = await sendAttack(gateway.port, attack, { authorization: gateway.tokens[attack.as], from });
    if (answer.status !== attack.status) throw new Error(`${attack.name}: answered with ${String(answer.status)}`);
  };
  return async (attack: Attack): Promise<RefusalCost> => {
    // The first ones compile what runs.
    for (let count = 0; count < Math.ceil(requests / 2); count += 1) await send(attack);
    const before = await gateway.cpuMs();
    for (let count = 0; count < requests; count += 1) await send(attack);
    return { name: attack.name, cpuMs: ((await gateway.cpuMs()) - before) / requests };
  };
}
