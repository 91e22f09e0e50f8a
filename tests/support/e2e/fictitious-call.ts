import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { newId } from '#platform/ids';
import type { GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql';

/** A valid request for one root field, about things that do not exist. */
export interface FictitiousCall {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Calls a root field with input that has the right types and no right content: ids of nothing, empty texts. Whoever gets
 * past the policy is told so, and nothing changes. Optional ids are given too: leaving one out may mean "my own".
 */
export function fictitiousCall(schema: GraphQLSchema, coordinate: string): FictitiousCall {
  const [typeName, fieldName = ''] = coordinate.split('.');
  const isMutation = typeName === 'Mutation';
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  const field = root?.getFields()[fieldName];
  if (field === undefined) throw new Error(`${coordinate} is not in the API`);
  const given = field.args.filter(({ type }) => isWanted(type));
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const inBrackets = (text: string): string => (text === '' ? '' : `(${text})`);
  return {
    query: `${isMutation ? 'mutation' : 'query'} ${inBrackets(declared)} { ${fieldName}${inBrackets(passed)} ${selection(field)} }`,
    variables: Object.fromEntries(given.map(({ name, type }) => [name, fictitious(type)])),
  };
}

/** Nothing of the object, so that only the policy of the root field is asked. */
function selection(field: GraphQLField<unknown, unknown>): string {
  return isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
}

function isWanted(type: GraphQLInputType): boolean {
  return isNonNullType(type) || getNamedType(type).name === 'ID';
}

function fictitious(type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [fictitious(nullable.ofType)];
  if (isInputObjectType(nullable)) {
    const wanted = Object.values(nullable.getFields()).filter((field) => isWanted(field.type));
    return Object.fromEntries(wanted.map((field) => [field.name, fictitious(field.type)]));
  }
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  switch (nullable.toString()) {
    case 'ID':
      return newId();
    case 'Int':
      return 1;
    case 'DateTime':
      return new Date(0).toISOString();
    default:
      return '';
  }
}
