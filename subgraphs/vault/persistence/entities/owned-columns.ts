import type { Owner } from '../../domain/requester.ts';

/** What a ticket's row has besides; other rows carry their owner by themselves. */
export interface OwnedRow {
  tenantId: string;
  principalId: string;
}

/** Columns that lead every table of the vault: whose the row is. */
export const ownedColumns = {
  tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
  principalId: { name: 'principal_id', type: 'uuid' },
} as const;

export const idColumn = { type: 'uuid', primary: true } as const;
export const createdAtColumn = { name: 'created_at', type: 'timestamptz' } as const;

/** Part of every condition; row-level security says the same once more. */
export function ownedBy({ tenantId, principalId }: Owner): OwnedRow {
  return { tenantId, principalId };
}
