import { EntitySchema } from 'typeorm';
import type { NewMail } from '../../domain/mail.ts';
import type { RoleGrant, ServiceClient } from '../../domain/records.ts';

export const roleGrantEntity = new EntitySchema<RoleGrant>({
  name: 'RoleGrant',
  tableName: 'role_grant',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid' },
    granteePrincipalId: { name: 'grantee_principal_id', type: 'uuid', nullable: true },
    role: { type: 'text' },
    accessLevel: { name: 'access_level', type: 'text' },
    tiers: { type: 'text', array: true },
    status: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    acceptedAt: { name: 'accepted_at', type: 'timestamptz', nullable: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
  },
});

export const serviceClientEntity = new EntitySchema<ServiceClient & { readonly createdAt: Date }>({
  name: 'ServiceClient',
  tableName: 'service_client',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid', primary: true },
    clientId: { name: 'client_id', type: 'text' },
    publicKey: { name: 'public_key', type: 'jsonb' },
    scopes: { type: 'text', array: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
  },
});

export const mailEntity = new EntitySchema<NewMail>({
  name: 'Mail',
  tableName: 'mail_outbox',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid' },
    kind: { type: 'text' },
    messageSealed: { name: 'message_sealed', type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});
