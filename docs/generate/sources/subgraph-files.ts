import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../reference-file.ts';
import type { SubgraphSdl } from '../policies/coordinate-policies.ts';

/** Order in which the services are presented; others follow by name. */
const FIRST = ['identity', 'vault', 'case', 'incident', 'audit'];

/** Names of the subgraphs that have a contract. */
export function subgraphNames(): string[] {
  const folder = path.join(PROJECT_ROOT, 'subgraphs');
  const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'schema.graphql')));
  return [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name)).sort()];
}

/** The contracts of all subgraphs. */
export function readSubgraphs(): SubgraphSdl[] {
  return subgraphNames().map((name) => ({
    name,
    sdl: readFileSync(path.join(PROJECT_ROOT, 'subgraphs', name, 'schema.graphql'), 'utf8'),
  }));
}
