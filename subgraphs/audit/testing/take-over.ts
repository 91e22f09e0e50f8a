import { randomInt } from 'node:crypto';
import { until } from '../../../tests/support/until.ts';
import { factEvent } from './events.ts';
import { startFlood } from './flood.ts';
import type { AppendReceipt } from '#platform/audit';
import type { AuditProcess, AuditProcesses } from './audit-processes.ts';
import type { Flood } from './flood.ts';

/** Appends under way at a time: enough that a random moment lies within a batch. */
const WORKERS = 64;
/** A fault comes after so many acknowledged appends at the most. */
const MAX_APPENDS_BEFORE = 1_500;

export interface TakeOverRounds {
  readonly flood: Flood;
  /** Milliseconds from each fault until an append was acknowledged again. */
  readonly outagesMs: readonly number[];
  /** What the old writers acknowledged when they were asked directly after they woke up. */
  readonly late: readonly AppendReceipt[];
}

/**
 * Stops or kills the writer of two processes again and again, each time at a random point of a flood of appends, lets the other one take
 * over, and wakes the old one up or starts it again.
 */
export async function runTakeOvers(
  audit: AuditProcesses,
  faults: readonly ('SIGKILL' | 'SIGSTOP')[],
): Promise<TakeOverRounds> {
  const flood = startFlood(audit.connect().client, WORKERS);
  const outagesMs: number[] = [];
  const late: AppendReceipt[] = [];
  for (const fault of faults) {
    const [writer, other] = await whoIsWho(audit.processes);
    await flood.more(randomInt(1, MAX_APPENDS_BEFORE));
    writer.signal(fault);
    const since = performance.now();
    await until(() => other.isWriter());
    await flood.more(1);
    outagesMs.push(performance.now() - since);
    await flood.more(randomInt(1, MAX_APPENDS_BEFORE));
    if (fault === 'SIGSTOP') late.push(...(await wakeUp(writer)));
    else {
      await writer.ended();
      await writer.start();
    }
  }
  await flood.stop();
  return { flood, outagesMs, late };
}

async function whoIsWho(processes: readonly AuditProcess[]): Promise<[AuditProcess, AuditProcess]> {
  let pair: [AuditProcess, AuditProcess] | undefined;
  await until(async () => {
    const roles = await Promise.all(processes.map((one) => one.isWriter()));
    const writer = processes[roles.indexOf(true)];
    const other = processes[roles.indexOf(false)];
    if (writer !== undefined && other !== undefined) pair = [writer, other];
    return pair !== undefined;
  });
  if (pair === undefined) throw new Error('there is no writer');
  return pair;
}

/** Wakes a stopped writer up and asks it alone, until it says that it stands by. @returns what it acknowledged meanwhile */
async function wakeUp(old: AuditProcess): Promise<AppendReceipt[]> {
  const acknowledged: AppendReceipt[] = [];
  old.signal('SIGCONT');
  await until(async () => {
    const call = { method: 'POST', path: '/internal/append', json: { events: [factEvent()] } } as const;
    const { json } = await old.client.send(call);
    const { receipts = [], code } = json as { receipts?: AppendReceipt[]; code?: string };
    acknowledged.push(...receipts);
    return code === 'AUDIT_STANDBY';
  });
  return acknowledged;
}
