/** Who sends an attack. */
export type Attacker = 'nobody' | 'person' | 'partner';

/** One request that must be refused. */
export interface Attack {
  /** What is tried; one line. */
  readonly name: string;
  readonly as: Attacker;
  readonly method: string;
  /** Path with parameters. */
  readonly path: string;
  /** Header lines as they are sent, without `host`, `connection` and the length of the body. */
  readonly headers: readonly string[];
  readonly body: string | Buffer | undefined;
  /** Everything that is sent, in the place of all of the above. */
  readonly raw: string | Buffer | undefined;
  readonly status: number;
  /** Code of the refusal; undefined where the answer has no body or is no answer of ours. */
  readonly code: string | undefined;
}

/** Status and code of a refusal. */
export type Refusal = readonly [status: number, code: string | undefined];

const JSON_TYPE = 'content-type: application/json';
/** What a browser cannot send without asking. */
const PREFLIGHTED = 'apollo-require-preflight: 1';
const NOTHING: Pick<Attack, 'as' | 'body' | 'raw' | 'headers'> = {
  as: 'nobody',
  body: undefined,
  raw: undefined,
  headers: [],
};

/** A request to the endpoint by POST. @param body text as it is, or what becomes JSON */
export function post(
  name: string,
  body: unknown,
  [status, code]: Refusal,
  change: Partial<Pick<Attack, 'as' | 'headers' | 'path'>> = {},
): Attack {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const sent = { method: 'POST', path: '/graphql', headers: [JSON_TYPE], body: text };
  return { ...NOTHING, name, ...sent, ...change, status, code };
}

/** A document by POST. */
export function query(name: string, text: string, refusal: Refusal, change: Partial<Pick<Attack, 'as'>> = {}): Attack {
  return post(name, { query: text }, refusal, { as: 'person', ...change });
}

/** A document with variables by POST, from somebody who is signed in. */
export function variables(name: string, text: string, given: unknown, refusal: Refusal): Attack {
  return post(name, { query: text, variables: given }, refusal, { as: 'person' });
}

/** A request by GET. @param parameters of the URL, in their order */
export function get(
  name: string,
  parameters: readonly (readonly [string, string])[],
  [status, code]: Refusal,
  change: Partial<Pick<Attack, 'as' | 'headers' | 'path'>> = {},
): Attack {
  const search = new URLSearchParams(parameters.map(([key, value]): [string, string] => [key, value])).toString();
  const sent = { method: 'GET', path: `/graphql?${search}`, headers: [PREFLIGHTED] };
  return { ...NOTHING, name, ...sent, ...change, status, code };
}

/** Bytes on the line. */
export function raw(name: string, bytes: string | Buffer, [status, code]: Refusal): Attack {
  return { ...NOTHING, name, method: '', path: '', raw: bytes, status, code };
}

/** The text for each number below `count`, with a space between. */
export function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}
