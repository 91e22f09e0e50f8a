import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EXECUTORS } from './execution/executors.ts';
import { bearer, startTestGateway } from './testing/test-gateway.ts';
import type { ChildProcess } from 'node:child_process';
import type { TestGateway } from './testing/test-gateway.ts';

const SLOW_SUBGRAPH = path.join(import.meta.dirname, 'testing', 'slow-subgraph.ts');

describe.each(EXECUTORS)('[R-066] a client that leaves, by the executor %s', (executor) => {
  let gateway: TestGateway;
  let vault: ChildProcess;

  beforeAll(async () => {
    vault = fork(SLOW_SUBGRAPH, { execArgv: ['--no-warnings'] });
    const [{ url }] = (await once(vault, 'message')) as [{ readonly url: string }];
    gateway = await startTestGateway({ environment: { VAULT_URL: url, GATEWAY_EXECUTOR: executor } });
  }, 30_000);
  afterAll(async () => {
    vault.disconnect();
    await gateway.close();
  });

  const ask = (query: string, signal: AbortSignal | null = null): Promise<Response> =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(gateway.signIn()) },
      body: JSON.stringify({ query }),
      signal,
    });
  /** Until the subgraph is at work; an answer before that is none that was expected. */
  const atWork = async (begun: Promise<void>, answer: Promise<unknown>): Promise<void> => {
    const early = answer.then(async (response) => {
      const text = response instanceof Response ? await response.text() : String(response);
      throw new Error(`answered too early: ${text}`);
    });
    await Promise.race([begun, early]);
    early.catch(() => undefined);
  };
  const said = async (word: string): Promise<void> => {
    expect(await once(vault, 'message')).toEqual([word, undefined]);
  };
  const titlesResolved = async (): Promise<unknown> => {
    const answer: unknown = await (await ask('{ document(id: "count") { title } }')).json();
    return (answer as { readonly data: { readonly document: { readonly title: string } } }).data.document.title;
  };

  test('ends the work of the process behind the subgraph', async () => {
    const client = new AbortController();
    const begun = said('begun');
    const answer = ask('{ documents { nodes { id title } } }', client.signal).catch((error: unknown) => error);
    await atWork(begun, answer);
    const left = said('left');
    client.abort();
    expect(await answer).toMatchObject({ name: 'AbortError' });
    await left;
    expect(await titlesResolved()).toBe('0');
  });

  test('is the only one for whom it ends: who stays is answered', async () => {
    const begun = said('begun');
    const answer = ask('{ documents { nodes { id title } } }');
    await atWork(
      begun,
      answer.then((response) => response.clone()),
    );
    vault.send('release');
    expect(await (await answer).json()).toMatchObject({ data: { documents: { nodes: [{}, {}, {}] } } });
    expect(await titlesResolved()).toBe('3');
  });
});
