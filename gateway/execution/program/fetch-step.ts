import { compileRewrites } from './data-rewrites.ts';
import { mergeInto } from './merge-data.ts';
import { compileRepresentation } from './representation.ts';
import { compileCall } from './subgraph-call.ts';
import { UnsupportedPlan } from './unsupported-plan.ts';
import type { Rewrite } from './data-rewrites.ts';
import type { AnswerPath, FetchNode, JsonObject, Transports } from './query-plan.ts';
import type { Accessor } from './representation.ts';
import type { Step } from './run.ts';
import type { CallSubgraph } from './subgraph-call.ts';
import type { TypeConditions } from './type-conditions.ts';

/**
 * One call of a subgraph. Nothing about the operation is worked out when it runs: the text is there, and the representations
 * come from functions made for it.
 * @param path of the fetch in the answer
 * @throws UnsupportedPlan
 */
export function compileFetch(
  node: FetchNode,
  path: AnswerPath,
  deps: { readonly transports: Transports; readonly conditions: TypeConditions },
): Step {
  if (node.contextRewrites !== undefined && node.contextRewrites.length > 0)
    throw new UnsupportedPlan('context', node.serviceName);
  const call = compileCall(node, path, deps.transports);
  const output = compileRewrites(node.outputRewrites, deps.conditions);
  if (node.requires === undefined) return guarded(rootFetch(call, output));
  const represent = compileRepresentation(node.requires, deps.conditions);
  const input = compileRewrites(node.inputRewrites, deps.conditions);
  return guarded(entityFetch({ call, represent, input, output }));
}

/** A fetch that fails is an error of the answer, beside what other fetches bring. */
function guarded(step: Step): Step {
  return async (run, entities) => {
    if (entities.length === 0) return;
    try {
      await step(run, entities);
    } catch (error) {
      run.errors.push(error);
    }
  };
}

function rootFetch(call: CallSubgraph, output: Rewrite | undefined): Step {
  return async (run, entities) => {
    const data = await call(run, undefined);
    if (data === null || data === undefined) return;
    output?.(data);
    for (const entity of entities) mergeInto(entity, data);
  };
}

function entityFetch(parts: {
  readonly call: CallSubgraph;
  readonly represent: Accessor;
  readonly input: Rewrite | undefined;
  readonly output: Rewrite | undefined;
}): Step {
  const { call, represent, input, output } = parts;
  return async (run, entities) => {
    const representations: JsonObject[] = [];
    const represented: JsonObject[] = [];
    for (const entity of entities) {
      const representation = represent(entity);
      if (!representation?.['__typename']) continue;
      input?.(representation);
      representations.push(representation);
      represented.push(entity);
    }
    if (representations.length === 0) return;
    const data = await call(run, representations);
    if (data === null || data === undefined) return;
    const received = entitiesOf(data, representations.length);
    for (const [index, entity] of represented.entries()) mergeEntity(entity, received[index], output);
  };
}

function entitiesOf(data: JsonObject, expected: number): readonly unknown[] {
  const received = data['_entities'];
  if (!Array.isArray(received)) throw new Error('a subgraph answered with something else than entities');
  if (received.length !== expected)
    throw new Error(`a subgraph answered with ${String(received.length)} entities instead of ${String(expected)}`);
  return received;
}

function mergeEntity(entity: JsonObject, received: unknown, output: Rewrite | undefined): void {
  if (!received) return;
  const object = received as JsonObject;
  if (!object['__typename']) object['__typename'] = entity['__typename'];
  output?.(object);
  mergeInto(entity, object);
}
