import { readFileSync } from 'node:fs';
import { buildASTSchema, parse } from 'graphql';
import { readSchemaPolicies } from './schema-policies.ts';
import type { AccessPolicy } from './policy.ts';

/** The policy at a schema coordinate, such as `Query.case`; of a type by its name alone, such as `Case`, that of its key. */
export type PolicyAt = (coordinate: string) => AccessPolicy;

/** Every type that a loader decides about has this field, and its policy is the type's own. */
const KEY = 'id';

/**
 * The policies of a subgraph, for whoever loads rows or serves a route that no schema covers: what they ask is read from the
 * schema and stated nowhere else. Read once, at start-up.
 * @param schemaPath absolute path of the SDL
 * @returns a function that throws Error for a coordinate that the schema does not have, which is a mistake of the program
 * @throws AccessPolicyError when a coordinate has no policy or a wrong one
 */
export function readSdlPolicies(schemaPath: string): PolicyAt {
  const policies = readSchemaPolicies(
    buildASTSchema(parse(readFileSync(schemaPath, 'utf8')), { assumeValidSDL: true }),
  );
  return (coordinate) => {
    const [typeName = '', fieldName = KEY] = coordinate.split('.');
    const policy = policies.get(typeName)?.get(fieldName);
    if (policy === undefined) throw new Error(`${coordinate} is not in the schema`);
    return policy;
  };
}
