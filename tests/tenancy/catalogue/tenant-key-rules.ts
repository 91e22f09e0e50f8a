import type { Rule } from './rule.ts';

const leads = `k.first_column IS NOT DISTINCT FROM r.tenant`;

/** The tenant leads what identifies, refers and finds: no key, reference or scan crosses tenants (architecture, decision 14). */
export const tenantKeyRules: readonly Rule[] = [
  { name: 'no-tenant', offenders: 'SELECT name FROM relation WHERE tenant IS NULL' },
  {
    name: 'tenant-may-be-null',
    offenders: 'SELECT name FROM relation WHERE tenant IS NOT NULL AND NOT tenant_not_null',
  },
  {
    name: 'primary-key-not-led-by-tenant',
    offenders: `SELECT r.name FROM relation r WHERE r.tenant IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM index_key k WHERE k.relation = r.oid AND k.is_primary AND ${leads})`,
  },
  {
    name: 'unique-not-led-by-tenant',
    offenders: `SELECT k.name FROM index_key k JOIN relation r ON r.oid = k.relation
      WHERE r.tenant IS NOT NULL AND k.is_unique AND NOT k.is_primary AND NOT ${leads}`,
  },
  {
    name: 'index-not-led-by-tenant',
    offenders: `SELECT k.name FROM index_key k JOIN relation r ON r.oid = k.relation
      WHERE r.tenant IS NOT NULL AND NOT k.is_unique AND NOT ${leads}`,
  },
  {
    // The check of a foreign key does not look at row-level security.
    name: 'reference-crosses-tenants',
    offenders: `SELECT c.conname FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid
      LEFT JOIN relation target ON target.oid = c.confrelid
      WHERE c.contype = 'f' AND r.tenant IS NOT NULL
        AND NOT coalesce(c.conkey[1] = r.tenant AND c.confkey[1] = target.tenant, false)`,
  },
];
