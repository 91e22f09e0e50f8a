import { newId } from '#platform/ids';
import { auditAction, outcomeEventId } from '#platform/audit';
import type { AuditAction, AuditEvent } from '#platform/audit';

export type PreparedEvent = Extract<AuditEvent, { kind: 'PREPARED' }>;
export type FactEvent = Extract<AuditEvent, { kind: 'FACT' }>;
export type OutcomeEvent = Extract<AuditEvent, { kind: 'OUTCOME' }>;

/** A person of a tenant, and what they own. */
export interface Somebody {
  readonly tenantId: string;
  readonly principalId: string;
}

export function somebody(tenantId: string = newId()): Somebody {
  return { tenantId, principalId: newId() };
}

/** An attempted change of a case, by its owner. */
export function preparedEvent(who: Somebody = somebody(), change: Partial<PreparedEvent> = {}): PreparedEvent {
  const intentId = newId();
  const { action = 'case.case.create' } = change;
  return { kind: 'PREPARED', eventId: intentId, intentId, ...described(who, action), action, ...change };
}

/** A refusal unless told otherwise: every service may record one, about anything. */
export function factEvent(who: Somebody = somebody(), change: Partial<FactEvent> = {}): FactEvent {
  const { action = 'security.authz.deny' } = change;
  const [outcome = 'OK'] = auditAction(action).facts;
  const fact = { kind: 'FACT', eventId: newId(), outcome, reasonCode: null } as const;
  return { ...fact, ...described(who, action), action, ...change };
}

export function outcomeEvent(intentId: string, change: Partial<OutcomeEvent> = {}): OutcomeEvent {
  return {
    kind: 'OUTCOME',
    eventId: outcomeEventId(intentId),
    intentId,
    outcome: 'COMMITTED',
    requestId: 'request-1',
    ...change,
  };
}

/** Somebody who acts for another one by a grant. */
export function actingFor(
  { principalId: onBehalfOfPrincipalId }: Somebody,
  { principalId }: Somebody,
  grantId: string = newId(),
): PreparedEvent['actor'] {
  const by = { type: 'HUMAN', sessionId: newId(), clientId: 'web' } as const;
  return { ...by, principalId, role: 'proxy', grantId, onBehalfOfPrincipalId };
}

type Described = Pick<PreparedEvent, 'tenantId' | 'actor' | 'target' | 'tier' | 'requestId' | 'detail'>;

/** Target and tier are such as the action has. */
function described({ tenantId, principalId }: Somebody, action: AuditAction): Described {
  const { targets, tiers } = auditAction(action);
  const [type = 'Case'] = targets.includes('Case') ? [] : targets;
  const [tier = 'amber'] = tiers.includes('amber') ? [] : tiers;
  return {
    tenantId,
    actor: {
      type: 'HUMAN',
      principalId,
      role: 'principal',
      sessionId: newId(),
      clientId: 'web',
      grantId: null,
      onBehalfOfPrincipalId: null,
    },
    target: { type, id: newId(), ownerPrincipalId: principalId },
    tier,
    requestId: 'request-1',
    detail: { slots: 3 },
  };
}
