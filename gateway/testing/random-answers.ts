import { createHash } from 'node:crypto';
import {
  execute,
  getNullableType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  responsePathAsArray,
} from 'graphql';
import { AppError } from '#platform/errors';
import { VARIABLES, randomSchema } from './random-operations.ts';
import type { DocumentNode, ExecutionResult, GraphQLOutputType } from 'graphql';
import type { FieldDecision } from '../execution/check-access.ts';

/** Decides as if a caller had all but these coordinates. */
export function withholding(coordinates: Iterable<string>): FieldDecision {
  const errors = new Map(
    [...coordinates].map((coordinate) => [coordinate, new AppError('FORBIDDEN', { facts: { coordinate } })]),
  );
  return (type, field) => {
    const error = errors.get(`${type}.${field}`);
    return error === undefined ? undefined : { reason: 'role', error };
  };
}

/**
 * Executes over values that depend on their path alone, so that an operation and its pruned form meet the same world; denied
 * fields fail.
 * @param options.failing whether some fields fail that are not denied
 * @param options.onField told the coordinate of each field that is resolved
 */
export function answerOf(
  document: DocumentNode | string,
  options: {
    readonly seed: number;
    readonly decideField?: FieldDecision;
    readonly failing?: boolean;
    readonly onField?: (coordinate: string) => void;
  },
): ExecutionResult {
  const { seed, decideField = withholding([]), failing = false, onField } = options;
  return execute({
    schema: randomSchema,
    document: typeof document === 'string' ? parse(document) : document,
    variableValues: VARIABLES,
    rootValue: {},
    fieldResolver: (_source, _args, _context, info) => {
      onField?.(`${info.parentType.name}.${info.fieldName}`);
      const denial = decideField(info.parentType.name, info.fieldName);
      if (denial !== undefined) throw denial.error;
      const path = responsePathAsArray(info.path).join('.');
      if (failing && numberOf(seed, `fail ${path}`) % 7 === 0) throw new Error('not available');
      return valueFor(info.returnType, seed, path);
    },
    typeResolver: (source) => (source as { readonly kind: string }).kind,
  }) as ExecutionResult;
}

function valueFor(type: GraphQLOutputType, seed: number, path: string): unknown {
  const number = numberOf(seed, path);
  if (!isNonNullType(type) && number % 6 === 0) return null;
  const given = getNullableType(type);
  if (isListType(given))
    return Array.from({ length: number % 3 }, (_, index) => valueFor(given.ofType, seed, `${path}.${String(index)}`));
  if (isObjectType(given)) return { kind: given.name };
  if (isAbstractType(given)) {
    const possible = randomSchema.getPossibleTypes(given);
    return { kind: possible[number % possible.length]?.name };
  }
  return number % 100;
}

function numberOf(seed: number, text: string): number {
  return createHash('sha256')
    .update(`${String(seed)} ${text}`)
    .digest()
    .readUInt32BE(0);
}
