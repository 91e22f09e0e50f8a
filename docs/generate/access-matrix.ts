// `npm run generate:access-matrix`: every field of the API as every persona, into docs/reference/access-matrix.md.
import { collectPolicies } from './policies/coordinate-policies.ts';
import { writeReference } from './reference-file.ts';
import { renderAccessMatrix } from './render/access-matrix.ts';
import { readSubgraphs } from './sources/subgraph-files.ts';

writeReference('access-matrix', renderAccessMatrix(collectPolicies(readSubgraphs())));
