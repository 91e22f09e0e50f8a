import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, getNamedType, isInputObjectType } from 'graphql';
import type { GraphQLInputType, GraphQLSchema } from 'graphql';

const API_SCHEMA = path.join(import.meta.dirname, '..', '..', '..', 'schema', 'api.graphql');

/** The composed API, as clients see it. */
export function apiSchema(): GraphQLSchema {
  return buildSchema(readFileSync(API_SCHEMA, 'utf8'));
}

/** Names of all mutations, for tables that must be complete. */
export function mutationNames(): string[] {
  return Object.keys(apiSchema().getMutationType()?.getFields() ?? {}).sort();
}

/** The mutation with the smallest selection it allows. */
export function mutationText(name: string): string {
  const [argument] = apiSchema().getMutationType()?.getFields()[name]?.args ?? [];
  return `mutation ($input: ${String(argument?.type)}) { ${name}(input: $input) { __typename } }`;
}

/** Coordinates of everything in the API that takes an id: `Query.case.id`, `Mutation.attachEvidence.input.documentId`. */
export function idCoordinates(): string[] {
  const schema = apiSchema();
  const found: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      for (const argument of field.args)
        collectIds(argument.type, `${root?.name ?? ''}.${field.name}.${argument.name}`, found);
    }
  }
  return found.sort();
}

function collectIds(type: GraphQLInputType, coordinate: string, found: string[]): void {
  const named = getNamedType(type);
  if (named.name === 'ID') found.push(coordinate);
  if (!isInputObjectType(named)) return;
  for (const field of Object.values(named.getFields())) collectIds(field.type, `${coordinate}.${field.name}`, found);
}
