// Everything in the databases that the catalogue test would call a fault and that is meant, each with its reason.
import { AUDIT_EXEMPTIONS, WRITER_TABLES } from './audit-exemptions.ts';
import {
  endedByOwner,
  erasedByEraser,
  keysOfSubjects,
  notedByWriter,
  ownPseudonyms,
  ownTenantOfLog,
  readByEraser,
  readByOwner,
  recorded,
  treeOfLog,
  wholeTable,
} from './recorded-policies.ts';
import type { Exemptions } from './inspect.ts';
import type { InspectedService } from './migrated-database.ts';

const NO_ROWS_OF_ANYBODY =
  'Names of migrations; read to see whether the schema is current, written by the migration job alone.';
const RECEIPTS = 'Receipts hold an index and a proof, nothing of anybody’s; the reconciler needs them across tenants.';
const HELD_SECRET =
  'Found by the hash of a secret of 256 bits that the caller holds, before anybody knows whose it is.';
const RANDOM_ID =
  'Found by a random id before anybody knows whose it is; callers never choose ids, so a clash tells nothing.';
const LOOKUP = 'Read by SECURITY DEFINER look-ups, which run as the owner; the owner cannot log in.';
const NOT_EVIDENCE =
  'No evidence: the service has no reason yet to change it, hence no right; changing it later needs a receipt.';
const OF_THE_SERVICE =
  'Keyed hashes, counters and sealed keys of the service itself; nothing that belongs to a tenant.';
const SWEEPER =
  'The sweeper asks which of some stored objects belong to a version; a key stands for one object in the store.';
const ENDED_KEYS = 'Rows that have ended are removed for all tenants by a function of the owner, who cannot log in.';
const BY_PSEUDONYM = 'Tenants are pseudonyms (tenant_ref) in the log, so that it can outlive what they stand for.';
const THE_TREE = 'Hashes and sizes of the one log of all tenants; everybody may hold the log to them.';
const SEQUENCER =
  'Compared with the tenant’s pseudonym; the sequencer writes for everybody, an auditor’s search is recorded.';

function migrationsTable(service: InspectedService): Exemptions {
  return fill(NO_ROWS_OF_ANYBODY, [
    `granted-to-others schema_migrations ${service}_ro`,
    'no-permissive-policy schema_migrations',
    'no-tenant schema_migrations',
    'row-security-not-forced schema_migrations',
    'row-security-off schema_migrations',
  ]);
}

function receipts(service: InspectedService): Exemptions {
  return {
    ...fill(RECEIPTS, ['no-tenant audit_receipt']),
    ...recorded(RECEIPTS, wholeTable(service), ['audit_receipt.receipts']),
  };
}

function fill(reason: string, findings: readonly string[]): Exemptions {
  return Object.fromEntries(findings.map((finding) => [finding, reason]));
}

/** What a service changes without a receipt. */
function unaudited(service: InspectedService): Exemptions {
  return Object.fromEntries(
    Object.entries(AUDIT_EXEMPTIONS[service]).map(([table, reason]) => [`changes-without-receipt ${table}`, reason]),
  );
}

/** Answers kept for repetitions: each caller's own; the purge runs as the owner and sees rows that have ended. */
function idempotencyKeys(service: InspectedService): Exemptions {
  return {
    ...fill(ENDED_KEYS, ['index-not-led-by-tenant idempotency_key_ended']),
    ...endedRows(service, 'SELECT', 'idempotency_key.purge_reads'),
    ...endedRows(service, 'DELETE', 'idempotency_key.purge_deletes'),
  };
}

function endedRows(service: InspectedService, command: 'SELECT' | 'DELETE', policy: string): Exemptions {
  const forms = endedByOwner(service, command);
  return Object.assign({}, ...forms.map((form) => recorded(ENDED_KEYS, form, [policy]))) as Exemptions;
}

const identity: Exemptions = {
  ...fill(NOT_EVIDENCE, ['append-only-table-can-change mail_outbox', 'append-only-table-can-change tenant']),
  ...fill(OF_THE_SERVICE, [
    'append-only-table-can-change service_secret',
    'no-tenant login_failures',
    'no-tenant service_secret',
  ]),
  ...recorded(OF_THE_SERVICE, wholeTable('identity'), ['login_failures.service_only', 'service_secret.service_only']),
  ...recorded(LOOKUP, readByOwner('identity'), [
    'mail_outbox.functions_read',
    'mfa_challenge.functions_read',
    'principal.functions_read',
    'refresh_token.functions_read',
    'registration.functions_read',
    'role_grant.functions_read',
    'sandbox_person.functions_read',
    'service_client.functions_read',
    'staged_access.functions_read',
  ]),
  ...fill('A grant leads from one tenant to a person of another; that is what it is for.', [
    'index-not-led-by-tenant role_grant_of_grantee',
    'reference-crosses-tenants role_grant_grantee_principal_id_fkey',
  ]),
  ...fill('One person has one account, whatever the tenant; the answers of sign-up and login do not show a clash.', [
    'unique-not-led-by-tenant principal_email',
  ]),
  ...fill('A client names itself by this id before its tenant is known; operators assign it.', [
    'unique-not-led-by-tenant service_client_client_id_key',
  ]),
  ...fill(RANDOM_ID, [
    'unique-not-led-by-tenant mfa_challenge_id_key',
    'unique-not-led-by-tenant principal_id_key',
    'unique-not-led-by-tenant role_grant_id_key',
  ]),
  ...fill(HELD_SECRET, [
    'unique-not-led-by-tenant refresh_token_token_hash_key',
    'unique-not-led-by-tenant registration_email_token_hash_key',
    'unique-not-led-by-tenant registration_enrolment_token_hash_key',
    'unique-not-led-by-tenant role_grant_invitation_hash_key',
  ]),
};

const vault: Exemptions = {
  ...fill(NOT_EVIDENCE, [
    'append-only-table-can-change asset',
    'append-only-table-can-change document',
    'append-only-table-can-change person',
  ]),
  ...recorded(LOOKUP, readByOwner('vault'), [
    'asset.functions_read',
    'document.functions_read',
    'person.functions_read',
    'transfer_ticket.functions_read',
  ]),
  ...fill(SWEEPER, ['unique-not-led-by-tenant document_version_object']),
  ...recorded(SWEEPER, readByOwner('vault'), ['document_version.stored_objects']),
};

const caseService: Exemptions = {
  ...fill(NOT_EVIDENCE, ['append-only-table-can-change case_contact']),
  ...recorded(LOOKUP, readByOwner('case'), [
    'case_record.functions_read',
    'pack.functions_read',
    'share_link.functions_read',
    'transfer_ticket.functions_read',
  ]),
  ...fill('The job that ends cases with ended links looks at all tenants, at a few rows by status.', [
    'index-not-led-by-tenant case_record_with_links',
  ]),
  ...fill(RANDOM_ID, ['unique-not-led-by-tenant case_record_id_key', 'unique-not-led-by-tenant pack_id_key']),
  ...fill('A key stands for one object in the whole store.', ['unique-not-led-by-tenant pack_object_key_key']),
  ...fill(HELD_SECRET, [
    'unique-not-led-by-tenant share_link_token_hash_key',
    'unique-not-led-by-tenant transfer_ticket_token_hash_key',
  ]),
};

const OF_CLIENTS =
  'Which documents the clients of the deployment may run, and how often they do; nothing that belongs to a tenant or a person.';

const REGISTRY_TABLES = [
  'client',
  'client_key',
  'document',
  'document_use',
  'manifest',
  'manifest_document',
  'registry_version',
  'unknown_use',
];

/** The registry of documents: one deployment, and nobody's data. */
const gateway: Exemptions = {
  ...fill(
    OF_CLIENTS,
    REGISTRY_TABLES.map((table) => `no-tenant ${table}`),
  ),
  ...recorded(
    OF_CLIENTS,
    wholeTable('gateway'),
    REGISTRY_TABLES.map((table) => `${table}.of_the_gateway`),
  ),
};

const LOG_TABLES = ['audit_detail', 'audit_entry', 'pseudonym', 'subject_key', 'tenant_head'];
const TREE_TABLES = ['log_head', 'log_node'];

const ERASURE =
  'Takes away what stands beside the log of a person, by a job of its own; each use is an entry, and of what is a tenant’s it takes nothing.';

/** The role `audit_eraser`: which columns it reads, which rows it deletes. */
const eraser: Exemptions = {
  ...fill(ERASURE, [
    'columns-granted-to-others audit_detail audit_eraser SELECT (event_id, tenant_ref, subject_ref)',
    'columns-granted-to-others audit_entry audit_eraser SELECT (index, event_id, kind, intent_id, tenant_ref, actor_ref, owner_ref, action, target_type, target_ref, request_id, leaf)',
    'columns-granted-to-others pseudonym audit_eraser SELECT (tenant_ref, kind, raw_id, ref)',
    'columns-granted-to-others subject_key audit_eraser SELECT (tenant_ref, subject_ref)',
    'granted-to-others audit_detail audit_eraser',
    'granted-to-others pseudonym audit_eraser',
    'granted-to-others subject_key audit_eraser',
  ]),
  ...recorded(
    ERASURE,
    readByEraser,
    ['audit_detail', 'audit_entry', 'pseudonym', 'subject_key'].map((table) => `${table}.erasure_reads`),
  ),
  ...recorded(ERASURE, erasedByEraser('(subject_ref IS DISTINCT FROM tenant_ref)'), ['audit_detail.erasure_deletes']),
  ...recorded(ERASURE, erasedByEraser(`(kind <> 'tenant'::text)`), ['pseudonym.erasure_deletes']),
  ...recorded(ERASURE, erasedByEraser('(subject_ref <> tenant_ref)'), ['subject_key.erasure_deletes']),
};

const audit: Exemptions = {
  ...eraser,
  ...fill(
    BY_PSEUDONYM,
    LOG_TABLES.map((table) => `no-tenant ${table}`),
  ),
  ...recorded(SEQUENCER, ownTenantOfLog, ['audit_detail.visible', 'audit_entry.visible', 'tenant_head.visible']),
  ...recorded(SEQUENCER, ownPseudonyms, ['pseudonym.visible']),
  ...recorded(SEQUENCER, keysOfSubjects, ['subject_key.visible']),
  ...fill(
    THE_TREE,
    TREE_TABLES.map((table) => `no-tenant ${table}`),
  ),
  ...recorded(THE_TREE, treeOfLog, ['log_head.visible', 'log_node.visible']),
  ...fill(
    THE_TREE,
    WRITER_TABLES.map((table) => `no-tenant ${table}`),
  ),
  ...recorded(
    THE_TREE,
    notedByWriter,
    WRITER_TABLES.map((table) => `${table}.visible`),
  ),
};

/** What every audited service has. */
function audited(service: InspectedService): Exemptions {
  return { ...migrationsTable(service), ...receipts(service), ...unaudited(service), ...idempotencyKeys(service) };
}

/** By service; what is listed and not found is a finding as well. */
export const EXEMPTIONS: Readonly<Record<InspectedService, Exemptions>> = {
  identity: { ...audited('identity'), ...identity },
  vault: { ...audited('vault'), ...vault },
  case: { ...audited('case'), ...caseService },
  incident: audited('incident'),
  audit: { ...migrationsTable('audit'), ...unaudited('audit'), ...audit },
  gateway: { ...audited('gateway'), ...gateway },
};
