// `npm run generate:audit-actions`: the audit taxonomy, into docs/reference/audit-actions.md; a version of it that is not recorded
// yet, into platform/audit/taxonomy.
import { AUDIT_ACTIONS, AUDIT_TAXONOMY_VERSION, RETENTION_CLASSES } from '#platform/audit';
import { collectPolicies } from './policies/coordinate-policies.ts';
import { writeReference } from './reference-file.ts';
import { renderAuditActionReference } from './render/audit-action-reference.ts';
import { readProjectFiles } from './sources/project-files.ts';
import { readSubgraphs } from './sources/subgraph-files.ts';
import { currentRegistry, readTaxonomyVersions, recordTaxonomyVersion } from './sources/taxonomy-files.ts';
import { nextVersion } from './taxonomy/taxonomy-versions.ts';

const next = nextVersion(AUDIT_TAXONOMY_VERSION, currentRegistry(), readTaxonomyVersions());
if (next !== undefined) recordTaxonomyVersion(next);

const shipped = readProjectFiles(['gateway/**/*.ts', 'subgraphs/**/*.ts']).filter(
  ({ path }) => !path.endsWith('.test.ts') && !path.includes('/testing/'),
);
const taxonomy = { version: AUDIT_TAXONOMY_VERSION, actions: AUDIT_ACTIONS, retention: RETENTION_CLASSES };
writeReference('audit-actions', renderAuditActionReference(taxonomy, collectPolicies(readSubgraphs()), shipped));
