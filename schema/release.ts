// `npm run schema:release`: makes the schema of this tree the one that later changes are compared with. Run it for a release.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { composeSubgraphs } from './composition/compose-subgraphs.ts';
import { snapshotPolicies } from './composition/policy-snapshot.ts';
import { renderProblems } from './composition/render-problems.ts';
import { PROJECT_ROOT, SCHEMA_FILES } from './composition/schema-files.ts';

const { composition, problems } = composeSubgraphs(PROJECT_ROOT);
if (composition === undefined) {
  process.stderr.write(`${renderProblems(problems)}\n`);
  process.exitCode = 2;
} else {
  const policies = `${JSON.stringify(snapshotPolicies(composition.supergraphSdl), null, 2)}\n`;
  mkdirSync(path.join(PROJECT_ROOT, path.dirname(SCHEMA_FILES.releasedApi)), { recursive: true });
  writeFileSync(path.join(PROJECT_ROOT, SCHEMA_FILES.releasedApi), composition.apiSdl);
  writeFileSync(path.join(PROJECT_ROOT, SCHEMA_FILES.releasedPolicies), policies);
}
