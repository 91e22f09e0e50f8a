import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSupergraphConfig } from '../../../schema/composition/supergraph-config.ts';
import { PROJECT_ROOT } from '../reference-file.ts';
import type { SubgraphSdl } from '../policies/coordinate-policies.ts';

/** The contracts of all subgraphs, in the order in which `supergraph.yaml` presents them. */
export function readSubgraphs(): SubgraphSdl[] {
  const { subgraphs } = parseSupergraphConfig(read('supergraph.yaml'));
  return subgraphs.map(({ name, file }) => ({ name, sdl: read(file) }));
}

/** Names of the subgraphs that are services of their own. */
export function subgraphNames(): string[] {
  const { subgraphs } = parseSupergraphConfig(read('supergraph.yaml'));
  return subgraphs.filter(({ file }) => file.startsWith('./subgraphs/')).map(({ name }) => name);
}

function read(file: string): string {
  return readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
}
