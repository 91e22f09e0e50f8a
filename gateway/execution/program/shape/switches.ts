import { Kind } from 'graphql';
import { UnsupportedPlan } from '../unsupported-plan.ts';
import type { SelectionNode } from 'graphql';
import type { CompileCondition } from '../conditions.ts';
import type { JsonObject } from '../query-plan.ts';

/** A Boolean that stands in the document, or the name of the variable that holds it. */
type Switch = boolean | { readonly variable: string };

/** What `@skip` and `@include` of a selection say. */
export interface Switches {
  readonly skip: Switch | undefined;
  readonly include: Switch | undefined;
}

/** @throws UnsupportedPlan for a condition that is neither a Boolean nor a variable */
export function switchesOf(node: SelectionNode): Switches {
  return { skip: switchOf(node, 'skip'), include: switchOf(node, 'include') };
}

function switchOf(node: SelectionNode, directive: 'skip' | 'include'): Switch | undefined {
  const found = node.directives?.find(({ name }) => name.value === directive);
  if (found === undefined) return undefined;
  const value = found.arguments?.find(({ name }) => name.value === 'if')?.value;
  if (value?.kind === Kind.BOOLEAN) return value.value;
  if (value?.kind === Kind.VARIABLE) return { variable: value.name.value };
  throw new UnsupportedPlan('document', `@${directive}`);
}

/**
 * Whether a selection is left out, as one function of the variables.
 * @returns undefined when it never is, true when it always is
 */
export function compileSkipped(
  { skip, include }: Switches,
  condition: CompileCondition,
): ((variables: JsonObject) => boolean) | true | undefined {
  const skips = typeof skip === 'object' ? condition(skip.variable) : skip;
  const includes = typeof include === 'object' ? condition(include.variable) : include;
  if (skips === true || (includes === false && typeof skips !== 'function')) return true;
  if (typeof skips !== 'function' && typeof includes !== 'function') return undefined;
  return (variables) =>
    (typeof skips === 'function' && skips(variables)) ||
    (typeof includes === 'function' ? !includes(variables) : includes === false);
}
