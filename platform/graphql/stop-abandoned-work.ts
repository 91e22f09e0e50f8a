import { OperationTypeNode, defaultFieldResolver, isIntrospectionType, isObjectType } from 'graphql';
import { AppError } from '#platform/errors';
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import type { RequestContext } from './request-context.ts';

type Resolver = GraphQLFieldResolver<unknown, Partial<RequestContext>>;

/**
 * Attack: somebody who asks for much and leaves, again and again, so that a service is busy for nobody. Rule: once the caller of a
 * query has gone, no further resolver begins (graphql-js 16 itself would run all of them). In place; what is under way ends by itself.
 *
 * A mutation goes on: it is recorded before it is made, and ends as it would have ended.
 */
export function stopAbandonedWork(schema: GraphQLSchema): void {
  const mutation = schema.getMutationType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const original = field.resolve as Resolver | undefined;
      // Reading a property costs less than asking whether to.
      if (original !== undefined && original !== defaultFieldResolver && type !== mutation)
        field.resolve = unlessAbandoned(original);
    }
  }
}

function unlessAbandoned(original: Resolver): Resolver {
  return (parent, args, context, info) => {
    if (context.signal?.aborted === true && info.operation.operation === OperationTypeNode.QUERY)
      throw new AppError('SERVICE_UNAVAILABLE', { cause: context.signal.reason });
    return original(parent, args, context, info);
  };
}
