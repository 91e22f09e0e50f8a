import { describe, expect, test } from '@jest/globals';
import { GraphQLError, buildSchema, graphql } from 'graphql';
import { stopAbandonedWork } from './stop-abandoned-work.ts';
import type { GraphQLObjectType } from 'graphql';

/** Runs an operation whose caller leaves while its first field is resolved. @returns the fields that were resolved after it */
async function resolvedAfterLeaving(source: string) {
  const schema = buildSchema(
    'type Query { thing: Thing } type Mutation { make: Thing } type Thing { id: ID one: Int }',
  );
  const gone = new AbortController();
  const resolved: string[] = [];
  const thing = async () => {
    gone.abort(new Error('gone'));
    return { id: 'a' };
  };
  const field = (type: string, name: string) => {
    const found = (schema.getType(type) as GraphQLObjectType).getFields()[name];
    if (found === undefined) throw new Error(`${type}.${name}`);
    return found;
  };
  field('Query', 'thing').resolve = thing;
  field('Mutation', 'make').resolve = thing;
  field('Thing', 'one').resolve = () => {
    resolved.push('one');
    return 1;
  };
  stopAbandonedWork(schema);
  const { data, errors } = await graphql({ schema, source, contextValue: { signal: gone.signal } });
  const codes = errors?.map((error) => (error instanceof GraphQLError ? error.originalError : error));
  return { resolved, data: JSON.parse(JSON.stringify(data)) as unknown, codes };
}

describe('once its caller has gone', () => {
  test('nothing more of a query is resolved', async () => {
    expect(await resolvedAfterLeaving('{ thing { id one } }')).toMatchObject({
      resolved: [],
      data: { thing: { id: 'a', one: null } },
      codes: [{ code: 'SERVICE_UNAVAILABLE' }],
    });
  });

  test('a change goes on as it would have', async () => {
    expect(await resolvedAfterLeaving('mutation { make { id one } }')).toMatchObject({
      resolved: ['one'],
      data: { make: { id: 'a', one: 1 } },
    });
  });
});
