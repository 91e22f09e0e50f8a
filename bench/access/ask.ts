import { Client } from 'undici';

/** One question to the public endpoint, over a connection that stays open. */
export interface Asker {
  /** @returns milliseconds until the whole answer was there @throws Error for an answer with errors, unless they are expected */
  time(question: Question, token: string): Promise<number>;
  answer(question: Question, token: string): Promise<{ readonly data?: unknown; readonly errors?: unknown }>;
  close(): Promise<void>;
}

export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether the answer is an error, as it is for a change of something that is not there. */
  readonly isRefused?: boolean;
}

export function createAsker(url: string): Asker {
  const client = new Client(url);
  const send = async ({ query, variables }: Question, token: string): Promise<string> => {
    const { body } = await client.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return body.text();
  };
  return {
    time: async (question, token) => {
      const since = performance.now();
      const text = await send(question, token);
      const took = performance.now() - since;
      if (text.includes('"errors"') !== (question.isRefused === true)) throw new Error(`unexpected answer: ${text}`);
      return took;
    },
    answer: async (question, token) => JSON.parse(await send(question, token)) as { data?: unknown; errors?: unknown },
    close: () => client.close(),
  };
}
