import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { startTestAnyGateway } from '../testing/any-gateway.ts';
import { startForeignSubgraphs } from '../testing/foreign-subgraphs.ts';
import { shopSchema, shopSupergraph } from '../testing/shop-supergraph.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import { writeTightenedSupergraph } from '../testing/tightened-supergraph.ts';
import type { ForeignSubgraphs } from '../testing/foreign-subgraphs.ts';
import type { TestGateway } from '../testing/test-gateway.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-reload-'));
const file = path.join(folder, 'supergraph.graphql');
const RELEASED = path.join(import.meta.dirname, '..', '..', 'schema', 'supergraph.graphql');
const PRODUCTS = '{ products { name } }';
const ANSWER = { data: { products: [{ name: 'product 1' }, { name: 'product 2' }] } };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a supergraph that changes while it is served', () => {
  let shop: ForeignSubgraphs;
  let gateway: Awaited<ReturnType<typeof startTestAnyGateway>>;

  beforeEach(async () => {
    shop = await startForeignSubgraphs(shopSchema);
    writeFileSync(
      file,
      shopSupergraph((name) => shop.urlOf(name)),
    );
    gateway = await startTestAnyGateway(file, { GATEWAY_MAX_COST: '100000', GATEWAY_SUPERGRAPH_WATCH_MS: '20' });
  });

  afterEach(async () => {
    await gateway.close();
    await shop.close();
    rmSync(file, { force: true });
  });

  function write(text: string): void {
    writeFileSync(file, text);
  }

  async function knows(field: string): Promise<boolean> {
    const { errors } = await gateway.ask(`{ products { ${field} } }`);
    return errors?.[0]?.extensions.code !== 'GRAPHQL_VALIDATION_FAILED';
  }

  async function metrics(): Promise<string> {
    return gateway.running.metrics.text();
  }

  test('is served from then on, without anybody being told', async () => {
    expect(await knows('colour')).toBe(false);
    write(shopSupergraph((name) => shop.urlOf(name), 'colour: String'));
    await until(() => knows('colour'));
    expect(await metrics()).toContain('reloads_total{outcome="replaced",service="gateway"} 1');
  });

  test('drops no request: those under way end on the one before, those that come meanwhile are served', async () => {
    const gate = Promise.withResolvers<undefined>();
    shop.gate = gate.promise;
    const before = Array.from({ length: 20 }, () => gateway.ask(PRODUCTS));
    await until(() => shop.calls.length > 0);
    write(shopSupergraph((name) => shop.urlOf(name), 'colour: String'));
    await until(async () => (await metrics()).includes('outcome="replaced"'));
    const after = Array.from({ length: 20 }, () => gateway.ask(PRODUCTS));
    gate.resolve(undefined);
    for (const answer of await Promise.all([...before, ...after])) expect(answer).toEqual(ANSWER);
  });

  test('drops no request under a stream of requests and changes', async () => {
    const stream = { ended: false, answers: 0 };
    const ask = async (): Promise<void> => {
      while (!stream.ended) {
        expect(await gateway.ask(PRODUCTS)).toEqual(ANSWER);
        stream.answers += 1;
      }
    };
    const clients = Array.from({ length: 4 }, ask);
    for (const field of ['one', 'two', 'three']) {
      const seen = stream.answers;
      write(shopSupergraph((name) => shop.urlOf(name), `${field}: String`));
      // Whoever sees it first: this, or the one that watches.
      await gateway.running.reload();
      expect(await knows(field)).toBe(true);
      await until(() => stream.answers > seen + 10);
    }
    stream.ended = true;
    await Promise.all(clients);
  });

  test.each([
    ['is no schema', () => 'type Query {'],
    ['is no supergraph', () => 'type Query { products: Int }'],
    ['names a subgraph without an address', () => shopSupergraph(() => '')],
    [
      'uses what the planner does not know',
      () =>
        `${readFileSync(file, 'utf8')} extend schema @link(url: "https://specs.apollo.dev/nothing/v9.9", for: EXECUTION)`,
    ],
  ])('is refused when it %s, and the one before serves on', async (_case, text) => {
    write(text());
    expect(await gateway.running.reload()).toBe('refused');
    expect(await gateway.ask(PRODUCTS)).toEqual(ANSWER);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    expect(await metrics()).toContain('lifeready_gateway_supergraph_refused{service="gateway"} 1');
    write(shopSupergraph((name) => shop.urlOf(name), 'colour: String'));
    await until(() => knows('colour'));
    expect(await metrics()).toContain('lifeready_gateway_supergraph_refused{service="gateway"} 0');
  });

  test.each([
    ['gone', ['rm', file]],
    ['a pipe that nobody writes to', ['sh', '-c', `rm ${file} && mkfifo ${file}`]],
  ] as const)('is refused when the file is %s', async (_case, [command, ...given]) => {
    execFileSync(command, given);
    expect(await gateway.running.reload()).toBe('refused');
    expect(await gateway.ask(PRODUCTS)).toEqual(ANSWER);
  });

  test('is not taken twice', async () => {
    expect(await gateway.running.reload()).toBe('unchanged');
  });
});

describe('our own supergraph', () => {
  const released = readFileSync(RELEASED, 'utf8');
  let gateway: TestGateway;

  beforeEach(async () => {
    writeFileSync(file, released);
    gateway = await startTestGateway({ environment: { SUPERGRAPH_FILE: file, GATEWAY_SUPERGRAPH_WATCH_MS: '0' } });
    gateway.services.audit.answer = () => ({ status: 200, body: { data: { auditCheckpoint: { note: 'log' } } } });
  });

  afterEach(() => gateway.close());

  async function ask(): Promise<unknown> {
    const { body } = await gateway.post({ query: '{ auditCheckpoint { note } }' });
    return body.errors?.[0]?.extensions.code ?? body.data;
  }

  test('[R-034] a policy that is tighter holds from the next request on', async () => {
    expect(await ask()).toEqual({ auditCheckpoint: { note: 'log' } });
    writeTightenedSupergraph(file, {
      'Query.auditCheckpoint': 'roles: ["auditor"], scopes: ["audit:read"], owner: "NONE", reason: "a test"',
    });
    expect(await gateway.reload()).toBe('replaced');
    expect(await ask()).toBe('UNAUTHENTICATED');
  });

  test.each([
    [
      'a coordinate has no policy',
      (text: string) =>
        text.replace(
          'type AuditCheckpoint',
          'type AuditCheckpoint2 @join__type(graph: AUDIT) { a: Int }\ntype AuditCheckpoint',
        ),
    ],
    ['a registered document has no plan any more', (text: string) => text.replaceAll('activeUntil:', 'activeTill:')],
  ])('[R-042] is refused when %s, and the one before serves on', async (_case, change) => {
    expect(change(released)).not.toBe(released);
    writeFileSync(file, change(released));
    expect(await gateway.reload()).toBe('refused');
    expect(await ask()).toEqual({ auditCheckpoint: { note: 'log' } });
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });
});
