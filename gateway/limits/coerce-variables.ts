import { Kind, getVariableValues } from 'graphql';
import { coercionError } from '#platform/graphql';
import { AppError } from '#platform/errors';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Variables } from './cost/evaluate-cost.ts';

/**
 * Errors collected before giving up. Attack: an input with many wrong members; the text of each error repeats the whole input, and is
 * thrown away here.
 */
const MAX_ERRORS = 3;
/** Variables as they were sent, that fit the operation they were sent for, and everything that clients may see. */
const fitting = new WeakMap<object, OperationDefinitionNode>();
const END_CHARACTERS = 1_000;

/**
 * The variables as the operation declares them, with their defaults.
 * @throws AppError BAD_USER_INPUT that names each field at fault and repeats no value
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>> | undefined,
): Variables {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return {};
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given ?? {}, { maxErrors: MAX_ERRORS });
  if (errors === undefined) {
    if (given !== undefined && hidesNothing(schema)) fitting.set(given, operation);
    return coerced;
  }
  const fields = Object.assign(
    {},
    ...errors.map((error) => coercionError(endsOf(error.message)).fields ?? {}),
  ) as Record<string, string[]>;
  throw new AppError('BAD_USER_INPUT', { ...(Object.keys(fields).length === 0 ? {} : { fields }) });
}

/**
 * Whether nobody needs to look at these very variables again for this operation: `coerceVariables` has taken them. They must not be
 * changed after that.
 *
 * Attack: a value of an enumeration, or a member of an input, that a subgraph hides from clients; the supergraph has it, by which
 * variables are judged first. Rule: where anything is hidden, they are judged again by the schema that clients see.
 */
export function areCoerced(
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>> | undefined,
): boolean {
  return given !== undefined && fitting.get(given) === operation;
}

const hiding = new WeakMap<GraphQLSchema, boolean>();
const HIDING_SPECIFICATION = /\/inaccessible\/v\d/;

/** Whether clients see all that a supergraph has: composition says by a link when a subgraph hides something (`@inaccessible`). */
function hidesNothing(schema: GraphQLSchema): boolean {
  const known = hiding.get(schema);
  if (known !== undefined) return !known;
  const values = [schema.astNode, ...schema.extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .flatMap((directive) => directive.arguments ?? [])
    .map(({ value }) => value);
  const hides = values.some((value) => value.kind === Kind.STRING && HIDING_SPECIFICATION.test(value.value));
  hiding.set(schema, hides);
  return !hides;
}

/** The variable is at the beginning of a message and the path at its end; between them is the value, which may be as long as a body. */
function endsOf(message: string): string {
  return message.length <= 2 * END_CHARACTERS
    ? message
    : `${message.slice(0, END_CHARACTERS)}${message.slice(-END_CHARACTERS)}`;
}
