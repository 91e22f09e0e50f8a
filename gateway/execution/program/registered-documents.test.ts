import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { isInputType, typeFromAST } from 'graphql';
import { silentLogger } from '#platform/logging';
import { disableVendorTelemetry } from '../../config.ts';
import { requestFor } from '../../testing/executor-request.ts';
import { inputValue } from '../../testing/generated-values.ts';
import { operationOf, supergraph } from '../../testing/schemas.ts';
import { compileProgram } from './compile-program.ts';
import { createPlanLookups } from './plan-lookup.ts';
import { createSchemaTypes } from './shape/schema-types.ts';
import { createTypeConditions } from './type-conditions.ts';
import type { GraphQLSchema } from 'graphql';

const PERSISTED = path.join(import.meta.dirname, '..', '..', '..', 'schema', 'persisted');

interface Manifest {
  readonly operations?: readonly { readonly name: string; readonly body: string }[];
}

/** Every operation of every manifest, by client and name. */
function registered(): readonly (readonly [string, string])[] {
  return readdirSync(PERSISTED)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const { operations = [] } = JSON.parse(readFileSync(path.join(PERSISTED, file), 'utf8')) as Manifest;
      return operations.map(({ name, body }) => [`${file} ${name}`, body] as const);
    });
}

/** Some value for each variable, because they are checked before there is a plan. */
function variablesFor(schema: GraphQLSchema, text: string): Readonly<Record<string, unknown>> {
  const declared = operationOf(text).operation.variableDefinitions ?? [];
  return Object.fromEntries(
    declared.flatMap(({ variable, type: node }) => {
      const type = typeFromAST(schema, node);
      return isInputType(type) ? [[variable.name.value, inputValue(type, () => 0).json]] : [];
    }),
  );
}

describe('registered documents', () => {
  test('all have a program', async () => {
    disableVendorTelemetry();
    const plans = createPlanLookups();
    const gateway = new ApolloGateway({
      supergraphSdl: supergraph.sdl,
      logger: silentLogger,
      experimental_didResolveQueryPlan: plans.didResolveQueryPlan,
      buildService: () => ({ process: () => Promise.reject(new Error('nothing is called')) }),
    });
    const { schema } = await gateway.load();
    const deps = { types: createSchemaTypes(schema), supergraphConditions: createTypeConditions(supergraph.schema) };
    const documents = registered();
    const compiled: string[] = [];
    for (const [name, text] of documents) {
      const request = requestFor({ text, variables: variablesFor(schema, text) }, {});
      const found = await plans.find(gateway.executor, request);
      const outcome = found.kind === 'plan' ? compileProgram(found.plan, deps) : { kind: JSON.stringify(found.answer) };
      if (outcome.kind === 'program') compiled.push(name);
      else expect({ name, outcome }).toBeUndefined();
    }
    await gateway.stop();
    expect(compiled).toHaveLength(documents.length);
    expect(compiled.length).toBeGreaterThan(50);
  });
});
