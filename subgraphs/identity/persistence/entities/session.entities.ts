import { EntitySchema } from 'typeorm';
import type { Challenge, NewRefreshToken, Session } from '../../domain/records.ts';

export const challengeEntity = new EntitySchema<Challenge & { readonly method: 'totp' }>({
  name: 'MfaChallenge',
  tableName: 'mfa_challenge',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid' },
    method: { type: 'text' },
    deviceName: { name: 'device_name', type: 'text', nullable: true },
    state: { type: 'text' },
    attempts: { type: 'integer' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
  },
});

export const sessionEntity = new EntitySchema<Session>({
  name: 'Session',
  tableName: 'session',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid' },
    deviceName: { name: 'device_name', type: 'text', nullable: true },
    clientId: { name: 'client_id', type: 'text' },
    acr: { type: 'text' },
    amr: { type: 'text', array: true },
    authTime: { name: 'auth_time', type: 'timestamptz' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    lastSeenAt: { name: 'last_seen_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
  },
});

export const refreshTokenEntity = new EntitySchema<NewRefreshToken & { readonly usedAt: Date | null }>({
  name: 'RefreshToken',
  tableName: 'refresh_token',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    principalId: { name: 'principal_id', type: 'uuid' },
    sessionId: { name: 'session_id', type: 'uuid' },
    parentId: { name: 'parent_id', type: 'uuid', nullable: true },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    usedAt: { name: 'used_at', type: 'timestamptz', nullable: true },
  },
});
