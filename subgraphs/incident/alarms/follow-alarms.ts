import { SYSTEM_TENANT_ID, systemActor } from '#platform/audit';
import { draftLogIncident } from '../domain/draft-log-incident.ts';
import type { AuditAlarm } from '#platform/audit';
import type { Logger } from '#platform/logging';
import type { Officer } from '../domain/ports.ts';
import type { IncidentDeps } from '../domain/report-incident.ts';

const INTERVAL_MS = 60_000;

export interface AlarmFollower {
  /** Drafts an incident for each alarm that has none. @returns how many it drafted */
  runOnce(): Promise<number>;
  start(): void;
  close(): Promise<void>;
}

export interface AlarmFollowerDeps extends IncidentDeps {
  /** The alarms of the audit log. @throws AppError AUDIT_UNAVAILABLE */
  readonly alarms: () => Promise<readonly AuditAlarm[]>;
  /** Organisation that gets the drafts. */
  readonly tenantId: string;
  readonly logger: Logger;
}

/** Asks the audit service now and then whether the log agrees with itself. An alarm stays there until its draft could be recorded. */
export function createAlarmFollower(deps: AlarmFollowerDeps): AlarmFollower {
  const { alarms, tenantId, logger } = deps;
  // Nobody's principal: drafts belong to the organisation.
  const service: Officer = { tenantId, principalId: SYSTEM_TENANT_ID, actor: systemActor, requestId: 'audit-alarm' };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  const runOnce = async (): Promise<number> => {
    let drafted = 0;
    for (const alarm of await alarms()) {
      const incident = await draftLogIncident(deps, service, alarm);
      if (incident === undefined) continue;
      drafted += 1;
      logger.error({ alarmId: alarm.id, incidentId: incident.id }, 'an incident was drafted about the audit log');
    }
    return drafted;
  };
  const round = (): void => {
    running = runOnce()
      .then(() => undefined)
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'the alarms of the audit log could not be followed; trying again');
      })
      .finally(() => {
        if (!closed) timer = setTimeout(round, INTERVAL_MS).unref();
      });
  };
  return {
    runOnce,
    start: round,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
