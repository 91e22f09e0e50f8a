import type { GatewayContext } from './gateway-context.ts';

/** One operation to run, its document resolved and its shape checked. */
export interface GraphqlCall {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly accept: string | undefined;
}

export interface GraphqlReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface GraphqlServer {
  execute(call: GraphqlCall, context: GatewayContext): Promise<GraphqlReply>;
  stop(): Promise<void>;
}
