import { createAppendTraps, openAppendLine } from '../lines/append-line.ts';
import { openDatabaseLine } from '../lines/database-line.ts';
import { AUDITED, LOGS } from './settings.ts';
import type { AppendLine, AppendPoint } from '../lines/append-line.ts';
import type { DatabaseLine } from '../lines/database-line.ts';
import type { TrapPlace } from '../lines/trap.ts';
import type { AuditedService, LogInstance } from './settings.ts';

/** All lines on which faults happen. */
export interface Lines {
  /** What a service says to the log. */
  readonly appends: Readonly<Record<AuditedService, TrapPlace<AppendPoint>>>;
  /** Addresses under which a service, and the gateway, reaches both instances of the log. */
  readonly auditUrls: Readonly<Record<AuditedService | 'gateway', string>>;
  readonly databases: Readonly<Record<AuditedService | LogInstance, DatabaseLine>>;
  connectTo(logs: Readonly<Record<LogInstance, string>>, postgresPort: number): void;
  close(): Promise<void>;
}

export async function openLines(): Promise<Lines> {
  const opened = await Promise.all(
    [...AUDITED, 'gateway' as const].map(async (service) => {
      const traps = createAppendTraps();
      const lines = await Promise.all(LOGS.map(async (log) => [log, await openAppendLine(traps)] as const));
      return { service, traps, lines };
    }),
  );
  const databases = await Promise.all(
    [...AUDITED, ...LOGS].map(async (name) => [name, await openDatabaseLine()] as const),
  );
  const appendLines: (readonly [LogInstance, AppendLine])[] = opened.flatMap(({ lines }) => lines);
  return {
    appends: byName(opened.map(({ service, traps }) => [service, traps])),
    auditUrls: byName(opened.map(({ service, lines }) => [service, lines.map(([, { url }]) => url).join(',')])),
    databases: byName(databases),
    connectTo: (logs, postgresPort) => {
      for (const [log, line] of appendLines) line.connectTo(logs[log]);
      for (const [, line] of databases) line.connectTo(postgresPort);
    },
    close: async () => {
      await Promise.all([...appendLines, ...databases].map(([, line]) => line.close()));
    },
  };
}

function byName<Name extends string, Value>(entries: readonly (readonly [Name, Value])[]): Record<Name, Value> {
  return Object.fromEntries(entries) as Record<Name, Value>;
}
