import { AssertionError } from 'node:assert';

/** One answer of the public endpoint, with everything needed to understand a failure. */
export interface Exchange<Data> {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  readonly errors: readonly GraphError[];
  /** The data of an answer without errors; fails with the whole exchange otherwise. */
  expectData(): Data;
  /** The one error with this code; fails with the whole exchange when there is none. */
  expectError(code: string): GraphError;
}

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly requestId: string;
    readonly errors?: Record<string, string[]>;
  } & Record<string, unknown>;
}

export interface Request {
  readonly query?: string;
  readonly variables?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of query and variables. */
  readonly body?: unknown;
}

/** A client of the public endpoint, with free text as a first-party client in development may send it. */
export interface GraphClient {
  readonly url: string;
  execute<Data = Record<string, unknown>>(request: Request): Promise<Exchange<Data>>;
}

export function createGraphClient(url: string): GraphClient {
  return {
    url,
    execute: async <Data>({ query, variables, token, headers, body }: Request): Promise<Exchange<Data>> => {
      const sent = JSON.stringify(body ?? { query, variables });
      const response = await fetch(new URL('/graphql', url), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: sent,
      });
      return exchange<Data>(sent, response, await response.text());
    },
  };
}

function exchange<Data>(sent: string, response: Response, text: string): Exchange<Data> {
  const { data, errors = [] } = parse(text) as { data?: Data; errors?: GraphError[] };
  const fail = (expectation: string): never => {
    throw new AssertionError({
      message: `${expectation}\nsent: ${sent}\nstatus: ${String(response.status)}\ngot: ${text}`,
    });
  };
  return {
    status: response.status,
    headers: response.headers,
    text,
    errors,
    expectData: () =>
      errors.length > 0 || data === undefined || data === null ? fail('expected data without errors') : data,
    expectError: (code) =>
      errors.find(({ extensions }) => extensions.code === code) ?? fail(`expected an error ${code}`),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
