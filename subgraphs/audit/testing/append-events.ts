import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { CallerName, RunningAudit } from './running-audit.ts';

/** Appends events in one call, as a service does. @throws Error when they are refused */
export async function appendEvents(
  audit: Pick<RunningAudit, 'as'>,
  events: readonly AuditEvent[],
  caller: CallerName = 'case',
): Promise<readonly AppendReceipt[]> {
  const { status, json } = await audit.as(caller).send({ method: 'POST', path: '/internal/append', json: { events } });
  if (status !== 200) throw new Error(`refused with ${String(status)}: ${JSON.stringify(json)}`);
  return (json as { readonly receipts: readonly AppendReceipt[] }).receipts;
}

/** The same with one event. */
export async function appendEvent(
  audit: Pick<RunningAudit, 'as'>,
  event: AuditEvent,
  caller?: CallerName,
): Promise<AppendReceipt> {
  const [receipt] = await appendEvents(audit, [event], caller);
  if (receipt === undefined) throw new Error('no receipt');
  return receipt;
}
