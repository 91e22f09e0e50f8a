import { auditAction } from './actions.ts';
import type { FactEvent, PreparedEvent } from './event.ts';

/**
 * What is wrong with an event by the registry; undefined when nothing is. Attack: a service that records something true in a form
 * that the searches of auditors do not find. Rule: kind, outcome, target and tier are those that the action has.
 */
export function actionProblem(event: PreparedEvent | FactEvent): string | undefined {
  const { kind, facts, targets, tiers } = auditAction(event.action);
  const { action, target, tier } = event;
  if (event.kind === 'PREPARED' && kind === 'FACT') return `${action} is a fact and nothing that is prepared`;
  if (event.kind === 'FACT' && !facts.includes(event.outcome)) return `${action} is no fact that is ${event.outcome}`;
  if (!targets.includes(target.type)) return `${action} is not about a ${target.type}`;
  return tiers.includes(tier) ? undefined : `${action} is not of tier ${tier}`;
}
