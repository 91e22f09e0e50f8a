// Resolver types of every subgraph, from its SDL: `npm run codegen`. A resolver that does not fit its schema does not compile.
import { existsSync, readFileSync } from 'node:fs';

import type { CodegenConfig } from '@graphql-codegen/cli';

/** Where each subgraph is. */
const FOLDERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['identity', 'vault', 'case', 'incident', 'audit'].map((name) => [name, `subgraphs/${name}`])),
  operations: 'gateway/registry',
};

/** Shared by all outputs; each setting is here because the default does not fit code that Node runs as it is. */
const sharedSettings = {
  federation: true, // Adds the federation directives to the SDL and types __resolveReference.
  useTypeImports: true,
  enumsAsTypes: true, // An enum object would be code that type stripping cannot strip.
  immutableTypes: true,
  strictScalars: true, // An unknown scalar is a mistake, not an any.
  defaultScalarType: 'unknown',
  scalars: {
    ID: 'string',
    // An RFC 3339 text comes in; a Date goes out and is written as one by JSON.
    DateTime: { input: 'string', output: 'Date | string' },
    _FieldSet: 'string', // Of federation's own directives.
  },
  // An absent field is absent: resolvers may leave out what is null.
  avoidOptionals: { field: false, inputValue: false, object: false, defaultValue: true },
  resolversNonOptionalTypename: { interfaceImplementingType: true, unionMember: true },
};

/** `Case` for the subgraph `case`. */
function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * By convention `graphql/mappers.ts` exports `PersonMapper` for what resolvers hold when the schema says `Person`; types without
 * one are passed as the schema has them.
 */
function readMappers(folder: string): Record<string, string> {
  const path = `${folder}/graphql/mappers.ts`;
  if (!existsSync(path)) return {};
  const declared = readFileSync(path, 'utf8').matchAll(/^export (?:type|interface) (?<type>\w+)Mapper\b/gmu);
  const types = [...declared].flatMap((match) => match.groups?.['type'] ?? []);
  return Object.fromEntries(types.map((type) => [type, `../mappers.ts#${type}Mapper`]));
}

function output(subgraph: string, folder: string): CodegenConfig['generates'][string] {
  return {
    schema: `${folder}/schema.graphql`,
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      ...sharedSettings,
      contextType: `../../context.ts#${pascalCase(subgraph)}Context`,
      mappers: readMappers(folder),
    },
  };
}

const present = Object.entries(FOLDERS).filter(([, folder]) => existsSync(`${folder}/schema.graphql`));

const config: CodegenConfig = {
  importExtension: '.ts',
  generates: Object.fromEntries(
    present.map(([subgraph, folder]) => [`${folder}/graphql/generated/resolvers.ts`, output(subgraph, folder)]),
  ),
};

export default config;
