import { SYSTEM_TENANT_ID, systemActor } from '#platform/audit';
import { createPeriodicJob } from '#platform/jobs';
import { draftLogIncident } from '../domain/draft-log-incident.ts';
import type { AuditAlarm } from '#platform/audit';
import type { PeriodicJob } from '#platform/jobs';
import type { Logger } from '#platform/logging';
import type { Officer } from '../domain/ports.ts';
import type { IncidentDeps } from '../domain/report-incident.ts';

const INTERVAL_MS = 60_000;

export interface AlarmFollowerDeps extends IncidentDeps {
  /** The alarms of the audit log. @throws AppError AUDIT_UNAVAILABLE */
  readonly alarms: () => Promise<readonly AuditAlarm[]>;
  /** Organisation that gets the drafts. */
  readonly tenantId: string;
  readonly logger: Logger;
}

/** Asks the audit service now and then whether the log agrees with itself. An alarm stays there until its draft could be recorded. */
export function createAlarmFollower(deps: AlarmFollowerDeps): PeriodicJob {
  const { alarms, tenantId, logger } = deps;
  // Nobody's principal: drafts belong to the organisation.
  const service: Officer = { tenantId, principalId: SYSTEM_TENANT_ID, actor: systemActor, requestId: 'audit-alarm' };
  const run = async (): Promise<number> => {
    let drafted = 0;
    for (const alarm of await alarms()) {
      const incident = await draftLogIncident(deps, service, alarm);
      if (incident === undefined) continue;
      drafted += 1;
      logger.error({ alarmId: alarm.id, incidentId: incident.id }, 'an incident was drafted about the audit log');
    }
    return drafted;
  };
  return createPeriodicJob({ name: 'follow the alarms of the audit log', everyMs: INTERVAL_MS, run, logger });
}
