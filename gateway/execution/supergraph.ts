import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { readSchemaPolicies } from '#platform/access';
import type { GraphQLSchema } from 'graphql';
import type { SchemaPolicies } from '#platform/access';

/** The composed graph as it was released. */
export interface Supergraph {
  readonly sdl: string;
  /** With the directives of composition, `@access`, `@cost` and `@listSize`. */
  readonly schema: GraphQLSchema;
  readonly policies: SchemaPolicies;
}

/**
 * Loads the supergraph from its file. The gateway never asks subgraphs for their schema: what runs is what was reviewed.
 * @throws Error when the file is missing or not a schema; AccessPolicyError when a coordinate has no policy
 */
export function loadSupergraph(file: string): Supergraph {
  return readSupergraph(readFileSync(file, 'utf8'));
}

/**
 * @param sdl text of the supergraph
 * @throws Error when it is not a schema; AccessPolicyError when a coordinate has no policy
 */
export function readSupergraph(sdl: string): Supergraph {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  return { sdl, schema, policies: readSchemaPolicies(schema) };
}

/**
 * A supergraph that is not ours and has no policies, for a gateway that asks for none.
 * @throws Error when it is not a schema
 */
export function readAnySupergraph(sdl: string): Supergraph {
  return { sdl, schema: buildSchema(sdl, { assumeValidSDL: true }), policies: new Map() };
}
