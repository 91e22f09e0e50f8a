import { LEAKY, on } from './leaky.ts';
import type { Row } from './leaky.ts';

/** Keys, indexes and references that reach beyond a tenant. */
export const tenantKeys: readonly Row[] = [
  ['no tenant', (t) => [`ALTER TABLE ${on(t)} DROP COLUMN tenant_id CASCADE`], (t) => [`no-tenant ${t}`]],
  [
    'a tenant that may be missing',
    (t) => [`ALTER TABLE ${on(t)} DROP CONSTRAINT ${t}_pkey, ALTER tenant_id DROP NOT NULL`],
    (t) => [`primary-key-not-led-by-tenant ${t}`, `tenant-may-be-null ${t}`],
  ],
  [
    'a primary key without the tenant in front',
    (t) => [`ALTER TABLE ${on(t)} DROP CONSTRAINT ${t}_pkey, ADD PRIMARY KEY (id, tenant_id)`],
    (t) => [`primary-key-not-led-by-tenant ${t}`],
  ],
  [
    'a name unique in all tenants',
    (t) => [`ALTER TABLE ${on(t)} ADD UNIQUE (note)`],
    (t) => [`unique-not-led-by-tenant ${t}_note_key`],
  ],
  [
    'an index across tenants',
    (t) => [`CREATE INDEX ${t}_notes ON ${on(t)} (note)`],
    (t) => [`index-not-led-by-tenant ${t}_notes`],
  ],
  [
    'an index that begins with an expression',
    (t) => [`CREATE INDEX ${t}_lower ON ${on(t)} (lower(note), tenant_id)`],
    (t) => [`index-not-led-by-tenant ${t}_lower`],
  ],
  [
    'a reference across tenants',
    (t) => [`ALTER TABLE ${on(t)} ADD parent uuid, ADD FOREIGN KEY (parent) REFERENCES ${LEAKY}.anchor (id)`],
    (t) => [`reference-crosses-tenants ${t}_parent_fkey`],
  ],
];
