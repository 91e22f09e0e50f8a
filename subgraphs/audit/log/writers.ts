import { AUDIT_ACTIONS, auditAction, isAuditAction } from '#platform/audit';
import { AppError } from '#platform/errors';
import type { ActionDefinition, AuditAction, AuditEvent } from '#platform/audit';

const DENY: AuditAction = 'security.authz.deny';

const DEFINITIONS = Object.values<ActionDefinition>(AUDIT_ACTIONS);

/** Services that may append at all. */
export const WRITER_NAMES = recorders(DEFINITIONS);

/** Services with changes, and so with intents. */
export const CHANGING_WRITER_NAMES = recorders(DEFINITIONS.filter(({ kind }) => kind === 'CHANGE'));

/**
 * Attack: a service that was taken over and records what another one did. Rule: an action is for the services that the registry
 * names; a denial is a fact. Whose intent an outcome is about is looked at when it is appended.
 * @param service whose signature the event came under
 * @throws AppError FORBIDDEN
 */
export function requireWriter(service: string, event: AuditEvent): void {
  const problem = problemWith(service, event);
  if (problem !== undefined) throw new AppError('FORBIDDEN', { cause: new Error(`${service}: ${problem}`) });
}

function problemWith(service: string, event: AuditEvent): string | undefined {
  // Without changes of its own it has nothing to prepare and no outcome to report.
  if (event.kind !== 'FACT' && !CHANGING_WRITER_NAMES.includes(service))
    return `has no changes, but sent ${event.kind}`;
  if (event.kind === 'OUTCOME') return undefined;
  if (!isAuditAction(event.action) || !auditAction(event.action).recordedBy.includes(service))
    return `does not record ${event.action}`;
  const isDenied = event.kind === 'FACT' && event.outcome === 'DENIED';
  return event.action === DENY && !isDenied ? 'records a denial that is none' : undefined;
}

function recorders(definitions: readonly ActionDefinition[]): readonly string[] {
  return [...new Set(definitions.flatMap(({ recordedBy }) => recordedBy))];
}
