import { createServer } from 'node:http';
import { graphql } from 'graphql';
import { listenOnFreePort } from '../../tests/support/service/listen.ts';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';

export interface ForeignCall {
  readonly subgraph: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
}

/** Subgraphs that know nothing of ours: plain GraphQL over HTTP, each at a path of its own. */
export interface ForeignSubgraphs {
  /** Address of a subgraph, as a supergraph names it. */
  urlOf(subgraph: string): string;
  readonly calls: ForeignCall[];
  /** While there is one, calls wait for it. */
  gate: Promise<void> | undefined;
  close(): Promise<void>;
}

interface Body {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** @param schemaOf makes the schema of a subgraph, once, when it is first called; undefined for one that does not exist */
export async function startForeignSubgraphs(
  schemaOf: (subgraph: string) => GraphQLSchema | undefined,
): Promise<ForeignSubgraphs> {
  const schemas = new Map<string, GraphQLSchema>();
  const calls: ForeignCall[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const subgraph = new URL(request.url ?? '', 'http://subgraphs').searchParams.get('graph') ?? '';
    const schema = schemas.get(subgraph) ?? schemaOf(subgraph);
    const { query, variables } = JSON.parse(await textOf(request)) as Body;
    calls.push({ subgraph, headers: request.headers, query });
    await subgraphs.gate;
    if (schema === undefined) {
      response.writeHead(404).end();
      return;
    }
    schemas.set(subgraph, schema);
    const result = await graphql({ schema, source: query, variableValues: variables ?? {} });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  };
  const { url, close } = await listenOnFreePort(
    createServer((request, response) => {
      answer(request, response).catch(() => request.socket.destroy());
    }),
  );
  const subgraphs: ForeignSubgraphs = {
    urlOf: (subgraph) => `${url}/some/where?graph=${subgraph}`,
    calls,
    gate: undefined,
    close,
  };
  return subgraphs;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}
