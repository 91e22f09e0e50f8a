import type { EntitySchemaColumnOptions } from 'typeorm';

/** What every row carries: row-level security compares both. */
export const ownedColumns = {
  tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
  principalId: { name: 'principal_id', type: 'uuid' },
} as const satisfies Record<string, EntitySchemaColumnOptions>;

export const createdAtColumn = { name: 'created_at', type: 'timestamptz' } as const satisfies EntitySchemaColumnOptions;
