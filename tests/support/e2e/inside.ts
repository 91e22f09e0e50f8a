import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createRequestSigner, parseServiceKeys } from '#platform/signing';
import { systemClock } from '#platform/clock';
import { sharedStack } from './shared-stack.ts';
import type { RequestSigner } from '#platform/signing';

/** A request to a service of the shared stack, from where only services can be. */
export interface InsideRequest {
  readonly service: string;
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface InsideAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** The gateway's signer, with its real keys: what an attacker would have after taking over the gateway. */
export async function gatewaySigner(): Promise<RequestSigner> {
  const file = path.join(sharedStack().state, 'keys', 'gateway', 'service-keys.json');
  return createRequestSigner({
    keys: parseServiceKeys(await readFile(file, 'utf8')),
    caller: 'gateway',
    clock: systemClock,
  });
}

/** Sends exactly what it is given. */
export async function callInside({
  service,
  path: target = '/graphql',
  method = 'POST',
  body,
  headers = {},
}: InsideRequest): Promise<InsideAnswer> {
  const port = sharedStack().ports[service];
  const response = await fetch(`http://127.0.0.1:${String(port)}${target}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, json: await response.json().catch(() => undefined) };
}

/** Signs as the gateway, then sends. */
export async function callAsGateway(request: InsideRequest): Promise<InsideAnswer> {
  const { service, path: target = '/graphql', method = 'POST', body, headers = {} } = request;
  const sign = await gatewaySigner();
  const signature = sign({
    callee: service,
    method,
    path: target,
    query: '',
    headers,
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  return callInside({ ...request, headers: { ...headers, ...signature } });
}

/** The context token that identity gives for an access token. */
export async function contextTokenFor(accessToken: string): Promise<string> {
  const { json } = await callAsGateway({
    service: 'identity',
    path: '/internal/context-token',
    body: JSON.stringify({ accessToken }),
  });
  const { contextToken } = json as { contextToken?: string };
  if (contextToken === undefined) throw new Error('identity gave no context token');
  return contextToken;
}
