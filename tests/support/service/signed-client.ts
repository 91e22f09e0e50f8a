import { systemClock } from '#platform/clock';
import { createServiceClient, readAnswerJson } from '#platform/http';
import type { ServiceCall, ServiceClient } from '#platform/http';
import { createRequestSigner, parseServiceKeys } from '#platform/signing';
import type { ServiceKeyEntry } from '#platform/signing';

/** What a GraphQL answer may hold; tests pick it apart with matchers. */
export interface GraphAnswer {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions: Record<string, unknown>;
  }[];
}

export interface GraphCall {
  readonly query: string;
  readonly variables?: Record<string, unknown> | undefined;
  readonly contextToken?: string | undefined;
  readonly requestId?: string;
}

/** Another service, as the service under test sees it: every call is signed. */
export interface SignedClient {
  readonly service: ServiceClient;
  /** @returns status and JSON of any answer */
  send(call: Omit<ServiceCall, 'requestId'> & { requestId?: string }): Promise<{ status: number; json: unknown }>;
  graphql(call: GraphCall): Promise<GraphAnswer>;
}

/** @param options.entries service keys in their written form; one of them for (caller, callee) */
export function createSignedClient(options: {
  entries: readonly ServiceKeyEntry[];
  caller: string;
  callee: string;
  url: string;
}): SignedClient {
  const keys = parseServiceKeys(JSON.stringify(options.entries));
  const sign = createRequestSigner({ keys, caller: options.caller, clock: systemClock });
  const service = createServiceClient({ callee: options.callee, baseUrl: options.url, sign });
  const send: SignedClient['send'] = async (call) => {
    const answer = await service.call({ requestId: 'test-request', ...call });
    return { status: answer.status, json: await readAnswerJson(answer) };
  };
  return {
    service,
    send,
    graphql: async ({ query, variables, contextToken, requestId = 'test-request' }) => {
      const { status, json } = await send({
        method: 'POST',
        path: '/graphql',
        json: { query, variables },
        contextToken,
        requestId,
      });
      return { status, ...(json as Omit<GraphAnswer, 'status'>) };
    },
  };
}
