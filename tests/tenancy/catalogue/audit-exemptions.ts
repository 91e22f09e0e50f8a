// Every table that the role of a running service can change without an audit receipt, each with its reason. There is no other list: the
// catalogue test demands the guard of every table that is not here, and that every table here is without it.
import type { InspectedService } from './migrated-database.ts';

const MIGRATIONS = { schema_migrations: 'Written by the migration job alone.' };
const AUDITED = {
  ...MIGRATIONS,
  audit_receipt: 'The receipts themselves; the reconciler adds tombstones.',
  idempotency_key:
    'Written with a receipt, by a guard of its own; rows that have ended are removed without one, by a function that sees no others.',
};
const THE_LOG = 'Audit is where receipts come from.';
const LOG_TABLES = ['audit_detail', 'audit_entry', 'log_head', 'log_node', 'pseudonym', 'subject_key', 'tenant_head'];
const OF_THE_WRITER = 'What the writer of the log notes about the log as a whole; nothing of anybody.';
/** One row each: signed and cosigned checkpoint, how far the log was forwarded and looked through. And what was found to be wrong with it. */
export const WRITER_TABLES = [
  'cosigned_checkpoint',
  'forward_position',
  'integrity_alarm',
  'integrity_finding',
  'integrity_state',
  'log_checkpoint',
];

/** By service, then by table. */
export const AUDIT_EXEMPTIONS: Readonly<Record<InspectedService, Readonly<Record<string, string>>>> = {
  identity: {
    ...AUDITED,
    service_secret: 'One sealed key of the service itself, made once at its first start; nothing of any person.',
  },
  vault: AUDITED,
  case: AUDITED,
  incident: AUDITED,
  audit: {
    ...MIGRATIONS,
    ...Object.fromEntries(LOG_TABLES.map((table) => [table, THE_LOG])),
    ...Object.fromEntries(WRITER_TABLES.map((table) => [table, OF_THE_WRITER])),
  },
  gateway: {
    ...AUDITED,
    registry_version: 'A number that says that something changed; what changed has its receipt.',
    document_use: 'Counts of requests, written while they are served; what decides about requests is elsewhere.',
    unknown_use: 'Counts of requests, as well.',
  },
};
