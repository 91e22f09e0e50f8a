import path from 'node:path';

/** Top folder of the project. */
export const PROJECT_ROOT = path.join(import.meta.dirname, '..', '..');

/** Where generated and released schema files are, relative to the top folder. */
export const SCHEMA_FILES = {
  supergraph: 'schema/supergraph.graphql',
  api: 'schema/api.graphql',
  releasedApi: 'schema/released/api.graphql',
  releasedPolicies: 'schema/released/policies.json',
  approvals: 'schema/approved-changes.json',
  persisted: 'schema/persisted',
} as const;
