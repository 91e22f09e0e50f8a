import { compileFetch } from './fetch-step.ts';
import { compileFlattenPath } from './flatten-path.ts';
import { UnsupportedPlan } from './unsupported-plan.ts';
import type { CompileCondition } from './conditions.ts';
import type { AnswerPath, ConditionNode, FlattenNode, PlanNode, Transports } from './query-plan.ts';
import type { Step } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';

export interface StepDeps {
  readonly transports: Transports;
  /** Of the supergraph, which knows types that clients do not see. */
  readonly conditions: TypeConditions;
  readonly condition: CompileCondition;
}

/**
 * A node of a plan, and everything below it, as one function.
 * @param path of the node in the answer
 * @throws UnsupportedPlan
 */
export function compileNode(node: PlanNode, path: AnswerPath, deps: StepDeps): Step {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, path, deps);
    case 'Sequence':
      return sequence(node.nodes.map((child) => compileNode(child, path, deps)));
    case 'Parallel':
      return parallel(node.nodes.map((child) => compileNode(child, path, deps)));
    case 'Flatten':
      return flatten(node, path, deps);
    case 'Condition':
      return conditional(node, path, deps);
    case 'Defer':
      throw new UnsupportedPlan('defer', 'the gateway has no incremental delivery');
    default:
      throw new UnsupportedPlan('node', 'of an unknown kind');
  }
}

function sequence(steps: readonly Step[]): Step {
  return async (run, entities) => {
    for (const step of steps) await step(run, entities);
  };
}

function parallel(steps: readonly Step[]): Step {
  return async (run, entities) => {
    await Promise.all(steps.map((step) => step(run, entities)));
  };
}

function flatten(node: FlattenNode, path: AnswerPath, deps: StepDeps): Step {
  if (path.length > 0) throw new UnsupportedPlan('node', 'a place within a place');
  const collect = compileFlattenPath(node.path);
  const step = compileNode(node.node, node.path, deps);
  // Asynchronous, so that a place that is not one does not keep the steps beside it from beginning.
  return async (run) => {
    await step(run, collect(run.data));
  };
}

function conditional(node: ConditionNode, path: AnswerPath, deps: StepDeps): Step {
  const holds = deps.condition(node.condition);
  const branch = (child: PlanNode | undefined): Step | undefined => child && compileNode(child, path, deps);
  const [ifStep, elseStep] = [branch(node.ifClause), branch(node.elseClause)];
  return async (run, entities) => {
    await (holds(run.variables) ? ifStep : elseStep)?.(run, entities);
  };
}
