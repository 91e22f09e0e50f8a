// `npm run generate:access`: the access rule of every field of the API, into docs/reference/access.md.
import { collectPolicies } from './policies/coordinate-policies.ts';
import { writeReference } from './reference-file.ts';
import { renderAccessReference } from './render/access-reference.ts';
import { readSubgraphs } from './sources/subgraph-files.ts';

writeReference('access', renderAccessReference(collectPolicies(readSubgraphs())));
