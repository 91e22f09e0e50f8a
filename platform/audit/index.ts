export { AUDIT_TARGET_TYPES, RETENTION_CLASSES } from './action-definition.ts';
export type { ActionDefinition, AuditTargetType, RetentionClass } from './action-definition.ts';
export { AUDIT_ACTIONS, AUDIT_TAXONOMY_VERSION, auditAction, isAuditAction } from './actions.ts';
export type { AuditAction, ChangeAction } from './actions.ts';
export type { AuditAlarm, AuditAlarms } from './alarms.ts';
export { anonymousActor, auditActor, systemActor } from './actor.ts';
export { createAuditedDatabase } from './audited-database.ts';
export type { AuditedDatabase, Change, ChangeRequest } from './audited-database.ts';
export { actionProblem } from './check-action.ts';
export { createAuditClient } from './client.ts';
export { connectAudit } from './connect.ts';
export type { AuditConnection } from './connect.ts';
export type { AuditClient, AuditClientOptions } from './client.ts';
export { DETAIL_SALT_BYTES, commitToDetail } from './detail-commitment.ts';
export {
  SYSTEM_TENANT_ID,
  appendEachRequestSchema,
  appendRequestSchema,
  auditEventSchema,
  consistencyRequestSchema,
} from './event.ts';
export { outcomeEventId } from './event-id.ts';
export type {
  AppendReceipt,
  AuditActor,
  AuditDetail,
  AuditEvent,
  AuditExcerpt,
  AuditFact,
  AuditRecord,
  AuditTarget,
  ConsistencyAnswer,
  FactEvent,
  OutcomeEvent,
  PreparedEvent,
} from './event.ts';
export { createAuditReceipts, guardWithReceipt } from './receipts.ts';
export { registerIntentRoutes } from './intent-routes.ts';
export { createReconciler } from './reconciler.ts';
export type { Reconciler } from './reconciler.ts';
export { createReceiptVerifier } from './verify-answer.ts';
