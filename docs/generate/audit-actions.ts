// `npm run generate:audit-actions`: the audit taxonomy, into docs/reference/audit-actions.md.
import { AUDIT_ACTIONS } from '#platform/audit';
import { collectPolicies } from './policies/coordinate-policies.ts';
import { writeReference } from './reference-file.ts';
import { renderAuditActionReference } from './render/audit-action-reference.ts';
import { readProjectFiles } from './sources/project-files.ts';
import { readSubgraphs } from './sources/subgraph-files.ts';

const shipped = readProjectFiles(['gateway/**/*.ts', 'subgraphs/**/*.ts']).filter(
  ({ path }) => !path.endsWith('.test.ts') && !path.includes('/testing/'),
);
writeReference('audit-actions', renderAuditActionReference(AUDIT_ACTIONS, collectPolicies(readSubgraphs()), shipped));
