import { parse } from 'graphql';
import { z } from 'zod';
import { epochSeconds } from '#platform/clock';
import { parseInput } from '#platform/errors';
import { parseJsonBody } from '#platform/http';
import { requireJsonBody } from '../http/json-body.ts';
import { fieldFacts } from './field-facts.ts';
import { manifestEntry } from './manifest-entry.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '#platform/clock';
import type { Authenticate } from '../caller/authenticate.ts';
import type { FieldFactsDeps } from './field-facts.ts';

const MAX_TEXT = 100_000;

const query = z.string().max(MAX_TEXT);
const fieldBody = z.object({
  query,
  operationName: z.string().max(200).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  /** Characters of the text before the cursor. */
  offset: z.number().int().min(0).max(MAX_TEXT),
});
const documentBody = z.object({ query });

export interface AnalysisDeps {
  /** Schema, policies and costs of what is served at the moment. */
  readonly graph: () => FieldFactsDeps;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  /** Throws for a document that is not valid or too large to look at, as it does for those that run. */
  readonly checkDocument: (query: string) => unknown;
  /** Throws for values of a shape that is not allowed for those either. */
  readonly checkVariables: (variables: Readonly<Record<string, unknown>> | undefined) => void;
}

/**
 * What the explorer asks about a text while somebody writes it: the field at a place (`POST /explorer/field`), and the entry of a
 * manifest (`POST /explorer/document`). Both say what anybody can read in the schema, and run nothing.
 */
export function registerAnalysisRoutes(server: FastifyInstance, deps: AnalysisDeps): void {
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    requireJsonBody(request);
  };
  server.post('/explorer/field', { onRequest }, async (request, reply) => {
    const { offset, ...call } = parseInput(fieldBody, parseJsonBody(request.body), '');
    deps.checkDocument(call.query);
    const variables = call.variables ?? undefined;
    deps.checkVariables(variables);
    const { authorization } = request.headers;
    const { actor } = await deps.authenticate({ authorization, clientName: undefined }, request.id);
    const facts = fieldFacts(
      deps.graph(),
      {
        document: parse(call.query),
        operationName: call.operationName ?? undefined,
        variables,
      },
      { offset, actor, nowSeconds: epochSeconds(deps.clock) },
    );
    return reply.header('cache-control', 'no-store').send({ field: facts ?? null });
  });
  server.post('/explorer/document', { onRequest }, async (request, reply) => {
    const { query: text } = parseInput(documentBody, parseJsonBody(request.body), '');
    deps.checkDocument(text);
    return reply.header('cache-control', 'no-store').send(manifestEntry(text));
  });
}
