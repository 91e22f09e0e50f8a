// `npm run generate:traceability`: requirement ids in test titles, into docs/reference/traceability.md.
import { writeReference } from './reference-file.ts';
import { renderTraceability } from './render/traceability-reference.ts';
import { readProjectFiles } from './sources/project-files.ts';

const ROOTS = ['bench', 'cli', 'gateway', 'platform', 'schema', 'subgraphs', 'tests'];

writeReference('traceability', renderTraceability(readProjectFiles(ROOTS.map((root) => `${root}/**/*.test.ts`))));
