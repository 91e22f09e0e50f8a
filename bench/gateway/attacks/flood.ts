import { sendAttack } from '../../../tests/security/gateway/send-attack.ts';
import { FLOODS, addressOf } from './addresses.ts';
import type { Attack } from '../../../tests/security/gateway/attack.ts';
import type { AttackedGateway } from './serve.ts';

/** An attack that goes on until it is stopped. */
export interface Flood {
  /** @returns how many requests were answered, and how many of them because of their number */
  stop(): Promise<{ readonly sent: number; readonly blocked: number }>;
}

const TOO_MANY = 429;

/**
 * Sends attacks in turns over a number of connections, each the next as soon as one is answered.
 * @param index of the address that they come from
 */
export function startFlood(
  gateway: AttackedGateway,
  attacks: readonly Attack[],
  options: { readonly index: number; readonly connections: number },
): Flood {
  const from = addressOf(FLOODS, options.index);
  let going = true;
  let sent = 0;
  let blocked = 0;
  const run = async (first: number): Promise<void> => {
    for (let at = first; going; at += 1) {
      const attack = attacks[at % attacks.length];
      if (attack === undefined) return;
      const { status } = await sendAttack(gateway.port, attack, { authorization: gateway.tokens[attack.as], from });
      sent += 1;
      if (status === TOO_MANY) blocked += 1;
    }
  };
  const running = Promise.all(Array.from({ length: options.connections }, (_, connection) => run(connection)));
  return {
    stop: async () => {
      going = false;
      await running;
      return { sent, blocked };
    },
  };
}
