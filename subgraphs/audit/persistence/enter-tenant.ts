import type { Transaction, TransactionScope } from '#platform/db';
import type { TrailOwner } from '../log/entry-queries.ts';

/** Ids behind pseudonyms. */
export type RawIds = ReadonlyMap<string, string>;

/**
 * Resolves the pseudonyms of the tenant and the owner and keeps them for the transaction; the policies read them.
 * @returns who is behind them; undefined when the tenant or the owner is in no entry yet, so there is nothing to read
 */
export async function enterTenant(
  tx: Transaction,
  scope: TransactionScope,
  owner: TrailOwner,
): Promise<RawIds | undefined> {
  const [tenant] = await tx.query<{ ref: string }>(
    `SELECT ref, set_config('app.tenant_ref', ref::text, true) FROM pseudonym WHERE kind = 'tenant' AND raw_id = $1`,
    [scope.tenantId],
  );
  if (tenant === undefined) return undefined;
  if (owner === 'organisation') return new Map();
  const [person] = await tx.query<{ ref: string }>(
    `SELECT ref, set_config('app.owner_ref', ref::text, true) FROM pseudonym WHERE kind = 'principal' AND raw_id = $1 AND tenant_ref = $2`,
    [scope.principalId, tenant.ref],
  );
  return person === undefined ? undefined : new Map([[person.ref, scope.principalId]]);
}
