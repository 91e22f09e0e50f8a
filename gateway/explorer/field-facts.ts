import { Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { asAppError } from '#platform/errors';
import { decideFields } from '../execution/check-access.ts';
import { objectTypes } from '../execution/used-fields.ts';
import { estimateCall } from './call-cost.ts';
import { describePolicy } from './describe-policy.ts';
import type { DocumentNode, FieldNode, GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { SchemaPolicies } from '#platform/access';
import type { Actor } from '#platform/auth';
import type { ErrorCode } from '#platform/errors';
import type { Call, CostDeps } from './call-cost.ts';
import type { PolicyLine } from './describe-policy.ts';

/** What the explorer says of the field under the cursor. */
export interface FieldFacts {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly policy: readonly PolicyLine[];
  /** The code with which the policy alone refuses the caller, before it is known whose object it is; absent when it does not. */
  readonly refusedWith?: ErrorCode | undefined;
  /** What the field and everything below it add to the operation; absent where nothing can be said. */
  readonly cost?: { readonly field: number; readonly operation: number; readonly max: number };
  /** Why there is no cost. */
  readonly costUnknown?: string;
}

export interface FieldFactsDeps extends CostDeps {
  readonly policies: SchemaPolicies;
}

/** Where the cursor is, and whose it is. */
export interface Cursor {
  /** Characters before it. */
  readonly offset: number;
  readonly actor: Actor;
  /** Seconds since the Unix epoch. */
  readonly nowSeconds: number;
}

/**
 * Policy and cost of the innermost field at a place of a document.
 * @param call the document, already parsed, and the variables that are with it
 * @returns undefined where there is no field of the schema
 */
export function fieldFacts(
  deps: FieldFactsDeps,
  call: Call,
  { offset, actor, nowSeconds }: Cursor,
): FieldFacts | undefined {
  const found = fieldAt(deps.schema, call.document, offset);
  if (found === undefined) return undefined;
  const { node, parent } = found;
  const field = node.name.value;
  const types = objectTypes(deps.schema, parent);
  const policy = types.map((type) => deps.policies.get(type)?.get(field)).find((known) => known !== undefined);
  const decideField = decideFields(deps.policies, actor, nowSeconds);
  const denial = types.map((type) => decideField(type, field)).find((known) => known !== undefined);
  return {
    coordinate: `${parent.name}.${field}`,
    policy: policy === undefined ? [] : describePolicy(policy),
    refusedWith: denial?.error.code,
    ...costOf(deps, call, node),
  };
}

/** With the field and without it: the difference is its part, with list sizes and arguments of what is around it. */
function costOf(deps: CostDeps, call: Call, node: FieldNode): Pick<FieldFacts, 'cost' | 'costUnknown'> {
  try {
    const whole = estimateCall(deps, call);
    const rest = estimateCall(deps, { ...call, document: without(call.document, node) });
    if (whole === undefined || rest === undefined) return { costUnknown: 'It is not known which operation will run.' };
    return {
      cost: { field: whole.estimated - rest.estimated, operation: whole.estimated, max: whole.max },
    };
  } catch (error) {
    const { fields, message } = asAppError(error);
    const names = Object.keys(fields ?? {});
    return { costUnknown: names.length === 0 ? message : `It depends on variables: ${names.join(', ')}.` };
  }
}

function fieldAt(
  schema: GraphQLSchema,
  document: DocumentNode,
  offset: number,
): { readonly node: FieldNode; readonly parent: GraphQLNamedType } | undefined {
  const types = new TypeInfo(schema);
  let found: { readonly node: FieldNode; readonly parent: GraphQLNamedType } | undefined;
  visit(
    document,
    visitWithTypeInfo(types, {
      // Outer fields are entered first, so the last one is the innermost.
      [Kind.FIELD]: (node) => {
        const { loc } = node;
        if (loc === undefined || offset < loc.start || offset > loc.end) return false;
        const parent = types.getParentType();
        if (parent && types.getFieldDef()) found = { node, parent };
        return undefined;
      },
    }),
  );
  return found;
}

function without(document: DocumentNode, node: FieldNode): DocumentNode {
  return visit<DocumentNode>(document, { [Kind.FIELD]: (field) => (field === node ? null : undefined) });
}
