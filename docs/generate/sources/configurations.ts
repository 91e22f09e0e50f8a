import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { PROJECT_ROOT } from '../reference-file.ts';
import { subgraphNames } from './subgraph-files.ts';
import type { ServiceConfiguration } from '../render/configuration-reference.ts';

const SHARED_VARIABLES = 'platform/config/environment.ts';
const SHARED_RULES = 'platform/config/load.ts';
/** Named in a config.ts that takes over the rules of all subgraphs. */
const USES_SHARED_RULES = /\bsubgraphStrictRules\b/u;

const configModule = z.looseObject({ schema: z.instanceof(z.ZodType).optional() });

/** The configuration of the gateway, the witness, and each subgraph that has a `config.ts`. */
export async function readConfigurations(): Promise<ServiceConfiguration[]> {
  const services = ['gateway', ...subgraphNames().map((name) => `subgraphs/${name}`), 'witness'];
  const files = services.map((folder) => `${folder}/config.ts`).filter((file) => existsSync(inProject(file)));
  return Promise.all(files.map(readConfiguration));
}

async function readConfiguration(file: string): Promise<ServiceConfiguration> {
  const loaded: unknown = await import(pathToFileURL(inProject(file)).href);
  const own = readText(file);
  const sources = [own, readText(SHARED_VARIABLES), ...(USES_SHARED_RULES.test(own) ? [readText(SHARED_RULES)] : [])];
  return { service: path.basename(path.dirname(file)), schema: configModule.parse(loaded).schema, sources };
}

function readText(file: string): string {
  return readFileSync(inProject(file), 'utf8');
}

function inProject(file: string): string {
  return path.join(PROJECT_ROOT, file);
}
