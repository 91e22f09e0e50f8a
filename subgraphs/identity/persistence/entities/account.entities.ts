import { EntitySchema } from 'typeorm';
import type { NewRegistration, Principal, Scope, TotpFactor } from '../../domain/records.ts';

interface TenantRow {
  readonly tenantId: string;
  readonly kind: 'personal' | 'organisation';
  readonly createdAt: Date;
}

interface CredentialRow extends Scope {
  readonly passwordHash: string;
  readonly updatedAt: Date;
}

interface FactorRow extends Scope, TotpFactor {
  readonly createdAt: Date;
}

/** `bigint` comes as text; a TOTP step fits a number until the year 8 billion. */
const wholeNumber = { to: (value: number) => value, from: (text: string) => Number(text) };

export const tenantEntity = new EntitySchema<TenantRow>({
  name: 'Tenant',
  tableName: 'tenant',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    kind: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});

export const principalEntity = new EntitySchema<Principal>({
  name: 'Principal',
  tableName: 'principal',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    principalId: { name: 'id', type: 'uuid', primary: true },
    kind: { type: 'text' },
    email: { type: 'text', nullable: true },
    displayName: { name: 'display_name', type: 'text' },
    role: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});

export const credentialEntity = new EntitySchema<CredentialRow>({
  name: 'Credential',
  tableName: 'credential',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid', primary: true },
    passwordHash: { name: 'password_hash', type: 'text' },
    updatedAt: { name: 'updated_at', type: 'timestamptz' },
  },
});

export const totpFactorEntity = new EntitySchema<FactorRow>({
  name: 'TotpFactor',
  tableName: 'totp_factor',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid', primary: true },
    secretSealed: { name: 'secret_sealed', type: 'text' },
    lastStep: { name: 'last_step', type: 'bigint', transformer: wholeNumber },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});

export const registrationEntity = new EntitySchema<NewRegistration>({
  name: 'Registration',
  tableName: 'registration',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid' },
    email: { type: 'text' },
    displayName: { name: 'display_name', type: 'text' },
    passwordHash: { name: 'password_hash', type: 'text' },
    emailTokenHash: { name: 'email_token_hash', type: 'bytea' },
    emailTokenExpiresAt: { name: 'email_token_expires_at', type: 'timestamptz' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});
