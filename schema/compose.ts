// `npm run compose`: composes the subgraphs into schema/supergraph.graphql, which the gateway loads, and schema/api.graphql,
// which clients see. Both are committed. Exit code 2 when the subgraphs do not compose.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { composeSubgraphs } from './composition/compose-subgraphs.ts';
import { renderProblems } from './composition/render-problems.ts';
import { PROJECT_ROOT, SCHEMA_FILES } from './composition/schema-files.ts';

const { composition, problems } = composeSubgraphs(PROJECT_ROOT);
if (composition === undefined) {
  process.stderr.write(`${renderProblems(problems)}\n`);
  process.exitCode = 2;
} else {
  writeFileSync(path.join(PROJECT_ROOT, SCHEMA_FILES.supergraph), composition.supergraphSdl);
  writeFileSync(path.join(PROJECT_ROOT, SCHEMA_FILES.api), composition.apiSdl);
}
