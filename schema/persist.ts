// `npm run generate:persisted`: writes the manifest of each client, schema/persisted/<client>.json, from its documents in
// schema/persisted/<client>/*.graphql.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT, SCHEMA_FILES } from './composition/schema-files.ts';
import { buildManifests } from './documents/build-manifests.ts';

const folder = path.join(PROJECT_ROOT, SCHEMA_FILES.persisted);
for (const [client, text] of buildManifests(folder)) writeFileSync(path.join(folder, `${client}.json`), text);
