import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { silentLogger } from '#platform/logging';
import { operationOf } from './schemas.ts';
import type { ApolloGateway } from '@apollo/gateway';
import type { GeneratedOperation } from './generated-operations.ts';

type ExecutorRequest = Parameters<ApolloGateway['executor']>[0];

/** A request as Apollo Server hands it to an executor. */
export function requestFor({ text, variables }: GeneratedOperation, context: object): ExecutorRequest {
  return {
    request: { query: text, variables },
    context,
    document: parse(text),
    operation: operationOf(text).operation,
    source: text,
    queryHash: createHash('sha256').update(text).digest('hex'),
    metrics: {},
    logger: silentLogger,
  } as unknown as ExecutorRequest;
}
