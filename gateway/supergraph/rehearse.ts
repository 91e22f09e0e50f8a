import { setImmediate as nextTurn } from 'node:timers/promises';
import { Kind } from 'graphql';
import { z } from 'zod';
import { ANONYMOUS } from '#platform/auth';
import { asAppError } from '#platform/errors';
import { parseDocument } from '../limits/parse-document.ts';
import { sampleVariables } from './sample-variables.ts';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Logger } from '#platform/logging';
import type { Rehearsal } from '../execution/gateway-context.ts';
import type { GraphqlServer } from '../execution/graphql-call.ts';

export interface DocumentToRehearse {
  readonly name: string;
  readonly body: string;
  /** Told how to work out what the document costs by its plan, with variables of which nothing is checked. */
  readonly onPrice?: ((price: (variables: Readonly<Record<string, unknown>>) => number) => void) | undefined;
}

const answer = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/**
 * Sends a document the way of a request, up to its plan: parsed, validated, planned, compiled, and nothing is called. Requests find
 * all of it done. Clients may or may not name the operation of a document with one, and plans are kept by both.
 * @returns what is wrong with the document; undefined when it can be run
 */
export async function rehearse(
  server: GraphqlServer,
  schema: GraphQLSchema,
  { body, onPrice }: DocumentToRehearse,
  logger: Logger,
): Promise<string | undefined> {
  const document = read(body);
  if (typeof document === 'string') return document;
  for (const { operation, operationName } of waysToAsk(document)) {
    const rehearsal: Rehearsal = { planned: false };
    const variables = sampleVariables(schema, operation);
    const reply = await server.execute(
      { query: body, operationName, variables, accept: undefined },
      {
        requestId: 'rehearsal',
        logger,
        actor: ANONYMOUS,
        contextToken: undefined,
        clientId: 'rehearsal',
        signal: new AbortController().signal,
        rehearsal,
      },
    );
    if (!rehearsal.planned) return messageOf(reply.body);
    if (rehearsal.price !== undefined) onPrice?.(rehearsal.price);
    // Requests are served between two plans.
    await nextTurn();
  }
  return undefined;
}

interface WayToAsk {
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
}

/** A document of a list; how large it may be is looked at where requests are. */
const UNBOUNDED = { characters: Infinity, tokens: Infinity };

/** @returns the document, or why it is none */
function read(body: string): DocumentNode | string {
  try {
    return parseDocument(body, UNBOUNDED);
  } catch (error) {
    return asAppError(error).code;
  }
}

function waysToAsk(document: DocumentNode): readonly WayToAsk[] {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const named = operations.map((operation) => ({ operation, operationName: operation.name?.value }));
  const [only] = operations;
  return only !== undefined && operations.length === 1 && only.name !== undefined
    ? [{ operation: only, operationName: undefined }, ...named]
    : named;
}

function messageOf(body: string): string {
  const parsed = answer.safeParse(JSON.parse(body));
  return parsed.success ? (parsed.data.errors[0]?.message ?? '') : 'it has no plan';
}
