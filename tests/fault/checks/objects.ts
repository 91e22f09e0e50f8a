import type { AuditedService } from '../stack/settings.ts';

/** Where the objects are that the load makes and changes. */
export interface ObjectTable {
  readonly service: AuditedService;
  /** With its schema, quoted where SQL wants it. */
  readonly table: string;
  /** Whether a row is never written again, so that it still names the transaction that made it. */
  readonly isWrittenOnce: boolean;
  /** Column with what later changes leave behind; undefined when there are none. */
  readonly stateColumn?: string;
}

const PERSON = { service: 'vault', table: 'vault.person', isWrittenOnce: true } as const;
const ASSET = { service: 'vault', table: 'vault.asset', isWrittenOnce: true } as const;
const CASE = { service: 'case', table: '"case".case_record', isWrittenOnce: true } as const;
const INCIDENT = { service: 'incident', table: 'incident.incident', isWrittenOnce: true } as const;
const GRANT = {
  service: 'identity',
  table: 'identity.role_grant',
  isWrittenOnce: false,
  stateColumn: 'status',
} as const;

export const OBJECT_TABLES: readonly ObjectTable[] = [PERSON, ASSET, CASE, INCIDENT, GRANT];

/** Actions that make an object. */
export const MAKING: Readonly<Record<string, ObjectTable>> = {
  'vault.person.create': PERSON,
  'vault.asset.create': ASSET,
  'case.case.create': CASE,
  'incident.incident.report': INCIDENT,
  'identity.grant.invite': GRANT,
};

/** Actions that change the state of an object, and to which. */
export const CHANGING: Readonly<Record<string, { readonly table: ObjectTable; readonly state: string }>> = {
  'identity.grant.invite': { table: GRANT, state: 'invited' },
  'identity.grant.accept': { table: GRANT, state: 'accepted' },
  'identity.grant.suspend': { table: GRANT, state: 'suspended' },
  'identity.grant.resume': { table: GRANT, state: 'accepted' },
  'identity.grant.revoke': { table: GRANT, state: 'revoked' },
};
