import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './ask.ts';
import type { AuditedService } from '../stack/settings.ts';
import type { LoadClient } from './clients.ts';

/** After an attempt of which nobody knows what became. */
const REPEAT_PAUSE_MS = 100;
/** How long a client goes on asking after everything is well again. */
const PATIENCE_MS = 30_000;

/** A change that a client was told of. */
export interface Acknowledged {
  readonly service: AuditedService;
  readonly action: string;
  readonly id: string;
}

export interface LoadResult {
  readonly acknowledged: readonly Acknowledged[];
  /** Actions of changes that were asked for once and of which nobody knows what became. */
  readonly unknown: readonly string[];
  /** Attempts beyond the first. */
  readonly repeated: number;
  readonly refused: readonly string[];
  /** What clients were answered instead, each time, when it said nothing of the change. */
  readonly codes: readonly string[];
  /** Changes that were asked for again and again, and never answered. */
  readonly stuck: readonly string[];
}

/** Changes that are asked for all the time, by all clients at once. */
export interface Load {
  /** Changes that were asked for so far. */
  begun(): number;
  acknowledged(): number;
  /** Everything works again: clients ask until they are answered, and begin nothing new. */
  finish(): Promise<LoadResult>;
}

export function startLoad(url: string, clients: readonly LoadClient[]): Load {
  const acknowledged: Acknowledged[] = [];
  const refused: string[] = [];
  const stuck: string[] = [];
  const codes: string[] = [];
  const unknown: string[] = [];
  const counts = { begun: 0, repeated: 0 };
  let endsAt: number | undefined;

  const change = async (client: LoadClient): Promise<void> => {
    const wanted = client.next();
    const key = client.key();
    counts.begun += 1;
    for (;;) {
      const answer = await ask(url, wanted, { token: await client.token(), key });
      if (answer.kind === 'acknowledged') {
        acknowledged.push({ service: wanted.service, action: wanted.action, id: answer.id });
        return client.done(wanted, answer.id);
      }
      if (answer.kind === 'refused') {
        refused.push(`${wanted.action}: ${answer.code}`);
        await delay(REPEAT_PAUSE_MS);
        return undefined;
      }
      codes.push(`${wanted.service}: ${answer.code}`);
      if (key === undefined) {
        unknown.push(wanted.action);
        await delay(REPEAT_PAUSE_MS);
        return undefined;
      }
      if (endsAt !== undefined && performance.now() > endsAt)
        return void stuck.push(`${wanted.action} under ${key}: ${answer.code}`);
      counts.repeated += 1;
      await delay(REPEAT_PAUSE_MS);
    }
  };
  const work = async (client: LoadClient): Promise<void> => {
    while (endsAt === undefined) await change(client);
  };
  const working = Promise.all(clients.map(work));
  return {
    begun: () => counts.begun,
    acknowledged: () => acknowledged.length,
    finish: async () => {
      endsAt = performance.now() + PATIENCE_MS;
      await working;
      return { acknowledged, refused, codes, stuck, unknown, repeated: counts.repeated };
    },
  };
}
