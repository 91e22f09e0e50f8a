import { sendAttack } from '../../../tests/security/gateway/send-attack.ts';
import { medianOf } from '../../access/statistics.ts';
import { MEASURED, addressOf } from './addresses.ts';
import type { Attack } from '../../../tests/security/gateway/attack.ts';
import type { AttackedGateway } from './serve.ts';

/** Requests from one address, few enough not to be blocked. */
const PER_ADDRESS = 100;
/** The median of several batches, so that what else happens meanwhile (collecting garbage, compiling) does not count as the refusal. */
const BATCHES = 5;

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
  const cost = async (attack: Attack): Promise<RefusalCost> => {
    const ofBatches: number[] = [];
    // The first batch compiles what runs.
    for (let batch = 0; batch <= BATCHES; batch += 1) {
      const before = await gateway.cpuMs();
      for (let count = 0; count < requests; count += 1) await send(attack);
      if (batch > 0) ofBatches.push(((await gateway.cpuMs()) - before) / requests);
    }
    return { name: attack.name, cpuMs: medianOf(ofBatches) };
  };
  return { once: send, cost };
}
