import { APPEND_POINTS } from '../lines/append-line.ts';
import { BATCH_POINTS, CHANGE_POINTS } from '../lines/database-line.ts';
import { AUDITED, LOGS } from '../stack/settings.ts';
import type { AppendPoint } from '../lines/append-line.ts';
import type { DatabasePoint } from '../lines/database-line.ts';
import type { Random } from '../random.ts';
import type { Victim } from '../stack/fault-stack.ts';
import type { AuditedService, LogInstance } from '../stack/settings.ts';

/** Where in the protocol it happens. */
export type Where =
  | { readonly line: 'append'; readonly service: AuditedService; readonly point: AppendPoint; readonly skip: number }
  | {
      readonly line: 'database';
      readonly of: AuditedService | LogInstance;
      readonly point: DatabasePoint;
      readonly skip: number;
    }
  /** As soon as so many changes were asked for. */
  | { readonly line: 'none'; readonly point: 'any moment'; readonly skip: number };

/** What happens there. */
export type What =
  | { readonly kind: 'cut' }
  | { readonly kind: 'kill'; readonly victim: Victim; readonly thenCut: boolean }
  | { readonly kind: 'stop'; readonly victim: Victim; readonly milliseconds: number; readonly thenCut: boolean }
  /** A session is ended by the server; with `crash` its process is killed, and PostgreSQL starts all others anew. */
  | { readonly kind: 'end session' | 'crash'; readonly of: AuditedService | LogInstance };

export interface Fault {
  readonly where: Where;
  readonly what: What;
}

const VICTIMS: readonly Victim[] = [...AUDITED, ...LOGS, 'witness', 'vault-2'];
/** Messages of a kind that go by before; the one client of identity waits for each. */
const MAX_SKIPPED = 5;
/** Short stops are noticed by nobody, long ones by everybody: the log is taken over, and another reconciler settles. */
const SHORT_STOP_MS = [50, 400] as const;
const LONG_STOP_MS = [1_800, 3_000] as const;
/** One stop of so many is a long one: it costs as much as several rounds. */
const LONG_STOP_IN = 4;
/** Of the sessions that end at any moment, one of so many takes all others with it. */
const CRASH_IN = 3;

/** @param writer the instance of the audit service that writes the log now */
export function chooseFault(random: Random, writer: LogInstance): Fault {
  const kind = random.pick(['append', 'append', 'change', 'change', 'batch', 'any', 'any'] as const);
  const skip = random.between(0, MAX_SKIPPED);
  const service = random.pick(AUDITED);
  const standby = writer === 'audit' ? 'audit-2' : 'audit';
  switch (kind) {
    case 'append': {
      const where: Where = { line: 'append', service, point: random.pick(APPEND_POINTS), skip };
      return { where, what: atLine(random, [service, service, writer, standby], [service, writer]) };
    }
    case 'change': {
      const where: Where = { line: 'database', of: service, point: random.pick(CHANGE_POINTS), skip };
      return { where, what: atLine(random, [service, service, writer], [service]) };
    }
    case 'batch': {
      const where: Where = { line: 'database', of: writer, point: random.pick(BATCH_POINTS), skip };
      return { where, what: atLine(random, [writer, writer, standby], [writer]) };
    }
    case 'any':
      return { where: { line: 'none', point: 'any moment', skip }, what: anywhere(random) };
  }
}

function atLine(random: Random, victims: readonly Victim[], sessions: readonly (AuditedService | LogInstance)[]): What {
  const kind = random.pick(['cut', 'kill', 'stop', 'end session'] as const);
  if (kind === 'cut') return { kind };
  if (kind === 'end session') return { kind, of: random.pick(sessions) };
  const victim = random.pick(victims);
  const thenCut = random.between(0, 1) === 1;
  return kind === 'kill' ? { kind, victim, thenCut } : { kind, victim, thenCut, milliseconds: stopMs(random) };
}

function anywhere(random: Random): What {
  const kind = random.pick(['kill', 'stop', 'session'] as const);
  if (kind === 'session') {
    const of = random.pick([...AUDITED, ...LOGS]);
    return { kind: random.between(1, CRASH_IN) === 1 ? 'crash' : 'end session', of };
  }
  const victim = random.pick(VICTIMS);
  return kind === 'kill'
    ? { kind, victim, thenCut: false }
    : { kind, victim, thenCut: false, milliseconds: stopMs(random) };
}

function stopMs(random: Random): number {
  const [least, most] = random.between(1, LONG_STOP_IN) === 1 ? LONG_STOP_MS : SHORT_STOP_MS;
  return random.between(least, most);
}
