import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { FaultStack } from '../stack/fault-stack.ts';
import type { What } from './choose-fault.ts';
import type { Passage } from '../lines/trap.ts';

/** Something that was broken. */
export interface Inflicted {
  readonly passage: Passage;
  /** Lets it recover; resolves when the process runs again, or goes on. */
  heal(): Promise<void>;
}

const UNTOUCHED: Inflicted = { passage: 'pass', heal: () => Promise.resolve() };

/** Does what a fault says, now. */
export async function inflict({ stack, processes }: FaultStack, what: What): Promise<Inflicted> {
  switch (what.kind) {
    case 'cut':
      return { ...UNTOUCHED, passage: 'cut' };
    case 'kill': {
      const victim = processes[what.victim];
      await victim.kill();
      return { passage: what.thenCut ? 'cut' : 'pass', heal: () => victim.start() };
    }
    case 'stop': {
      const pid = processes[what.victim].pid();
      if (pid === undefined) return UNTOUCHED;
      process.kill(pid, 'SIGSTOP');
      const goOn = async (): Promise<void> => {
        await delay(what.milliseconds);
        process.kill(pid, 'SIGCONT');
      };
      return { passage: what.thenCut ? 'cut' : 'pass', heal: goOn };
    }
    case 'end session':
      await onSession(stack.postgres.adminUrl(), what.of, async (client, pid) => {
        await client.query('SELECT pg_terminate_backend($1)', [pid]);
      });
      return UNTOUCHED;
    case 'crash':
      await onSession(stack.postgres.adminUrl(), what.of, (_client, pid) => {
        process.kill(pid, 'SIGKILL');
        return Promise.resolve();
      });
      return UNTOUCHED;
  }
}

/** The one that works, if any does; the writer's before others of its service. */
const FIND_SESSION = `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE 'lifeready-%'
  ORDER BY application_name = 'lifeready-audit-sequencer' DESC, state LIKE 'idle in%' DESC, state = 'active' DESC, random() LIMIT 1`;

async function onSession(
  adminUrl: string,
  of: string,
  act: (client: pg.Client, pid: number) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const database = `lifeready_${of.replace('-2', '')}`;
    const { rows } = await client.query<{ pid: number }>(FIND_SESSION, [database]);
    if (rows[0] !== undefined) await act(client, rows[0].pid);
  } finally {
    await client.end().catch(() => undefined);
  }
}
