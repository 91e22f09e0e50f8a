import type { ResolvedPlan } from '../execution/program/query-plan.ts';

/** What the explorer shows of a query plan. */
export type PlanOutline =
  | {
      readonly kind: 'fetch';
      readonly subgraph: string;
      /** Where its answer goes, such as `cases.nodes.@`; empty for root fields. */
      readonly path: string;
      /** Text of the call. */
      readonly operation: string;
    }
  | { readonly kind: 'sequence' | 'parallel'; readonly nodes: readonly PlanOutline[] }
  | { readonly kind: 'condition'; readonly variable: string; readonly nodes: readonly PlanOutline[] };

type PlanNode = NonNullable<ResolvedPlan['queryPlan']['node']>;

/** A plan without what only its executor needs. Parts that this project's plans do not have are left out. */
export function outlinePlan(node: PlanNode | undefined, path = ''): PlanOutline | undefined {
  switch (node?.kind) {
    case 'Fetch':
      return { kind: 'fetch', subgraph: node.serviceName, path, operation: node.operation };
    case 'Flatten':
      return outlinePlan(node.node, node.path.join('.'));
    case 'Sequence':
      return { kind: 'sequence', nodes: outlineAll(node.nodes, path) };
    case 'Parallel':
      return { kind: 'parallel', nodes: outlineAll(node.nodes, path) };
    case 'Condition':
      return { kind: 'condition', variable: node.condition, nodes: outlineAll([node.ifClause, node.elseClause], path) };
    case 'Defer':
    case 'Subscription':
    case undefined:
      return undefined;
  }
}

function outlineAll(nodes: readonly (PlanNode | undefined)[], path: string): readonly PlanOutline[] {
  return nodes.flatMap((node) => outlinePlan(node, path) ?? []);
}
