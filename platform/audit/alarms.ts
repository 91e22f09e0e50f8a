import { z } from 'zod';
import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';
import type { ServiceClient } from '#platform/http';

/** Times at which the log was found not to agree with itself, newest first. */
export const auditAlarmsSchema = z.object({
  alarms: z
    .array(
      z.object({
        id: z.string().refine(isId, 'is not an id'),
        raisedAt: z.iso.datetime(),
        /** Null while it is not in order again. */
        endedAt: z.iso.datetime().nullable(),
        /** How many places of the log are concerned. */
        findings: z.number().int().nonnegative(),
        /** Some of them. */
        examples: z.array(z.object({ kind: z.string().max(40), place: z.string().max(200) })).max(10),
      }),
    )
    .max(20),
});
export type AuditAlarms = z.infer<typeof auditAlarmsSchema>;
export type AuditAlarm = AuditAlarms['alarms'][number];

/** @throws AppError AUDIT_UNAVAILABLE when none of the instances can say */
export async function askAlarms(services: readonly ServiceClient[]): Promise<readonly AuditAlarm[]> {
  const problems: unknown[] = [];
  for (const service of services) {
    try {
      const call = { method: 'GET', path: '/internal/integrity/alarms', requestId: 'integrity' } as const;
      return auditAlarmsSchema.parse(await service.callJson(call)).alarms;
    } catch (error) {
      problems.push(error);
    }
  }
  throw new AppError('AUDIT_UNAVAILABLE', { cause: new AggregateError(problems) });
}
