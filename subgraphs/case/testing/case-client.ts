import { buffer } from 'node:stream/consumers';
import { readAnswerJson } from '#platform/http';
import { newId } from '#platform/ids';
import type { CaseFixture } from './case-fixture.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';

export interface GraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions: Record<string, unknown> & { readonly code: string } }[];
}

/** One person, or nobody, in front of the gateway. */
export interface CaseClient {
  readonly caller: TestCaller | undefined;
  /** @returns the answer as it came, but for its request id */
  ask(query: string, variables?: Record<string, unknown>): Promise<GraphAnswer>;
  /** @returns the answer's data. @throws Error with the whole answer when there are errors */
  run<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** `mutation <name>(input: …) <selection>`; @returns the payload */
  mutate<Payload = Record<string, unknown>>(
    name: string,
    input: Record<string, unknown>,
    selection: string,
  ): Promise<Payload>;
  /** @returns extensions of the only error. @throws Error when there is none */
  refusal(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Record<string, unknown> & { readonly code: string }>;
  refusedMutation(
    name: string,
    input: Record<string, unknown>,
    selection?: string,
  ): Promise<Record<string, unknown> & { readonly code: string }>;
  /** Follows a download address. */
  download(url: string): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>;
}

const INPUTS: Readonly<Record<string, string>> = {
  markCaseReady: 'CaseIdInput',
  exportPack: 'CaseIdInput',
  requestPackDownload: 'PackIdInput',
  revokeShareLink: 'ShareLinkIdInput',
};
export const CASE_SELECTION = '{ case { id type status missing } }';

export function createCaseClient(fixture: CaseFixture, caller: TestCaller | undefined): CaseClient {
  const contextToken = (): string | undefined => (caller === undefined ? undefined : fixture.vouchFor(caller));
  const send = async (query: string, variables: Record<string, unknown> = {}): Promise<GraphAnswer> => {
    const call = { method: 'POST', path: '/graphql', json: { query, variables }, requestId: newId() } as const;
    return (await readAnswerJson(await fixture.gateway.call({ ...call, contextToken: contextToken() }))) as GraphAnswer;
  };
  const client: CaseClient = {
    caller,
    ask: async (query, variables) => {
      const answer = await send(query, variables);
      if (answer.errors === undefined) return answer;
      const errors = answer.errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId: '' } }));
      return { ...answer, errors };
    },
    run: async (query, variables) => {
      const answer = await send(query, variables);
      if (answer.errors !== undefined || answer.data === undefined || answer.data === null)
        throw new Error(JSON.stringify(answer));
      return answer.data as never;
    },
    mutate: async (name, input, selection) =>
      (await client.run<Record<string, never>>(mutationText(name, selection), { input }))[name] as never,
    refusal: async (query, variables) => {
      const answer = await send(query, variables);
      const [error] = answer.errors ?? [];
      if (error === undefined) throw new Error(JSON.stringify(answer));
      return error.extensions;
    },
    refusedMutation: (name, input, selection = CASE_SELECTION) =>
      client.refusal(mutationText(name, selection), { input }),
    download: async (url) => {
      const ticket = new URL(url).pathname.split('/').at(-1) ?? '';
      const answer = await fixture.gateway.call({
        method: 'GET',
        path: `/internal/files/p/${ticket}`,
        requestId: newId(),
        contextToken: contextToken(),
      });
      return { status: answer.status, headers: answer.headers, body: await buffer(answer.body) };
    },
  };
  return client;
}

export function mutationText(name: string, selection: string): string {
  const input = INPUTS[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${input}!) { ${name}(input: $input) ${selection} }`;
}
