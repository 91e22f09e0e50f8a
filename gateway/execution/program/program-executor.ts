import { LRUCache } from 'lru-cache';
import { buildSchema, getVariableValues } from 'graphql';
import { areCoerced } from '../../limits/coerce-variables.ts';
import { charactersOfCalls } from './characters-of-calls.ts';
import { compileProgram } from './compile-program.ts';
import { endRehearsal } from './plan-rehearsals.ts';
import { createSchemaTypes } from './shape/schema-types.ts';
import { createTypeConditions } from './type-conditions.ts';
import type { ApolloGateway } from '@apollo/gateway';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Logger } from '#platform/logging';
import type { CompileDeps, Compiled } from './compile-program.ts';
import type { PlanLookups } from './plan-lookup.ts';
import type { Executor, ExecutorRequest, ExecutorResult, ResolvedPlan } from './query-plan.ts';
import type { UnsupportedReason } from './unsupported-plan.ts';

/** Documents whose programs are kept. */
const MAX_PROGRAMS = 1_000;
/** Characters of all documents and all calls of the programs that are kept; a program takes about ten bytes for each. */
const MAX_CHARACTERS = 3_000_000;

/** Whether requests for a document are run by a program of ours, which is there. */
export type HasProgram = (document: { readonly queryHash: string }, operationName: string | undefined) => boolean;

interface Known {
  readonly compiled: Compiled;
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly characters: number;
}

/** Programs of one supergraph; the next one starts anew. */
interface Generation extends CompileDeps {
  readonly programs: LRUCache<string, Known>;
}

/**
 * Runs requests by programs, compiled once for each document, behind the interface of the stock executor. What cannot be
 * compiled goes to the stock one.
 * @param deps.gateway plans; its own executor must still be in place
 * @param deps.onUnsupported told for each request that the stock executor runs
 */
export function createProgramExecutor(deps: {
  readonly gateway: Pick<ApolloGateway, 'executor' | 'onSchemaLoadOrUpdate'>;
  readonly plans: PlanLookups;
  readonly onUnsupported: (reason: UnsupportedReason) => void;
  /** Told how long a document took to plan and to compile, each time that it was not known. */
  readonly onPlanned?: ((ms: number) => void) | undefined;
  readonly logger: Pick<Logger, 'info'>;
}): { readonly executor: Executor; readonly hasProgram: HasProgram } {
  const stock = deps.gateway.executor;
  let generation: Generation | undefined;
  deps.gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    generation = newGeneration(apiSchema, coreSupergraphSdl);
  });
  const executor: Executor = async (request) => {
    // Taken once: a plan that was made before the schema changed does not get among those made after.
    const current = generation;
    if (current === undefined) return stock(request);
    const found = await findProgram(current, request, { ...deps, stock });
    if ('answer' in found) return found.answer;
    const rehearsed = endRehearsal(request);
    if (rehearsed !== undefined) return rehearsed;
    const { compiled, schema, operation } = found;
    if (compiled.kind === 'unsupported') {
      deps.onUnsupported(compiled.reason);
      return stock(request);
    }
    const { variableDefinitions = [] } = operation;
    const { variables } = request.request;
    if (variableDefinitions.length === 0 || areCoerced(request.operation, variables)) return compiled.run(request);
    const { errors } = getVariableValues(schema, variableDefinitions, variables ?? {});
    return errors === undefined ? compiled.run(request) : { errors };
  };
  return {
    executor,
    hasProgram: ({ queryHash }, operationName) =>
      generation?.programs.get(keyOf(queryHash, operationName))?.compiled.kind === 'program',
  };
}

function keyOf(queryHash: string, operationName: string | undefined): string {
  return `${queryHash} ${operationName ?? ''}`;
}

function newGeneration(apiSchema: GraphQLSchema, supergraphSdl: string): Generation {
  return {
    types: createSchemaTypes(apiSchema),
    supergraphConditions: createTypeConditions(buildSchema(supergraphSdl, { assumeValidSDL: true })),
    programs: new LRUCache({
      max: MAX_PROGRAMS,
      maxSize: MAX_CHARACTERS,
      sizeCalculation: ({ characters }) => characters,
    }),
  };
}

async function findProgram(
  { programs, ...deps }: Generation,
  request: ExecutorRequest,
  planner: {
    readonly stock: Executor;
    readonly plans: PlanLookups;
    readonly onPlanned?: ((ms: number) => void) | undefined;
    readonly logger: Pick<Logger, 'info'>;
  },
): Promise<Known | { readonly answer: ExecutorResult }> {
  const key = keyOf(request.queryHash, request.request.operationName);
  const known = programs.get(key);
  if (known !== undefined) return known;
  const found = await planner.plans.find(planner.stock, request);
  if (found.kind === 'answer') return found;
  const since = performance.now();
  const compiled = compileProgram(found.plan, deps);
  planner.onPlanned?.(found.ms + performance.now() - since);
  if (compiled.kind === 'unsupported') planner.logger.info({ detail: compiled.detail }, 'a document has no program');
  const { schema, operation } = found.plan.operationContext;
  const made = { compiled, schema, operation, characters: charactersOf(request, found.plan) };
  programs.set(key, made);
  return made;
}

function charactersOf({ source }: ExecutorRequest, { queryPlan }: ResolvedPlan): number {
  return Math.max(1, source.length + charactersOfCalls(queryPlan.node));
}
