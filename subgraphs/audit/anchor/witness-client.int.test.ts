import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createCosigner, openNote, parseNote, signNote } from '#platform/tlog';
import { listenOnFreePort } from '../../../tests/support/service/listen.ts';
import { startRunningWitness } from '../../../witness/testing/running-witness.ts';
import { createGrownTree } from '../testing/grown-tree.ts';
import { createWitness } from './witness.ts';
import { createWitnessClient } from './witness-client.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunningWitness } from '../../../witness/testing/running-witness.ts';
import type { GrownTree } from '../testing/grown-tree.ts';
import type { WitnessClient } from './witness-client.ts';

const TIMEOUT_MS = 5_000;
let tree: GrownTree;
let witness: RunningWitness;
let client: WitnessClient;

beforeAll(async () => {
  tree = createGrownTree();
  witness = await startRunningWitness({ logVkeys: [tree.signer.vkey] });
  client = createWitnessClient({ url: `${witness.url}/`, verifier: witness.verifier, fetch });
});
afterAll(() => witness.close());

describe('[R-113] with the real witness', () => {
  test('the log learns the recorded size, has its checkpoints cosigned, and finds its way after others', async () => {
    const log = createWitness({ client, signer: tree.signer, readNodes: tree.readNodes });
    expect(await log.recordedSize(TIMEOUT_MS)).toBe(0);
    tree.grow(5);
    const note = await log.cosign(tree.checkpoint(), TIMEOUT_MS);
    const verifiers = [tree.signer.verifier, witness.verifier];
    expect(openNote(note, verifiers).verifiedBy).toEqual(verifiers);
    expect(parseNote(note).signatures).toHaveLength(2);
    // Another process of the same log brings the witness forward; this one does not know.
    const other = createWitness({ client, signer: tree.signer, readNodes: tree.readNodes });
    tree.grow(8);
    await other.cosign(tree.checkpoint(), TIMEOUT_MS);
    expect(await log.recordedSize(TIMEOUT_MS)).toBe(13);
    tree.grow(1);
    await log.cosign(tree.checkpoint(), TIMEOUT_MS);
  });

  test('a log that was put back, or is another one, is told so', async () => {
    const old = tree.copy();
    tree.grow(3);
    await createWitness({ client, signer: tree.signer, readNodes: tree.readNodes }).cosign(
      tree.checkpoint(),
      TIMEOUT_MS,
    );
    const behind = createWitness({ client, signer: old.signer, readNodes: old.readNodes });
    await expect(behind.cosign(old.checkpoint(), TIMEOUT_MS)).rejects.toMatchObject({
      name: 'HistoryConflict',
      aheadSize: tree.size,
    });
    old.grow(3, 'fork');
    await expect(behind.cosign(old.checkpoint(), TIMEOUT_MS)).rejects.toMatchObject({
      name: 'HistoryConflict',
      aheadSize: undefined,
    });
  });
});

describe('with something that is no witness', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let close: () => Promise<void>;
  let odd: WitnessClient;
  const key = createCosigner({ name: 'witness.example.test/odd', seed: randomBytes(32) });
  const note = (): Buffer => tree.checkpoint().note;
  const lineOf = (cosigner: typeof key, text = parseNote(note()).text): string =>
    signNote(text, cosigner.at(1_790_000_000))
      .toString('utf8')
      .slice(text.length + 1);

  beforeAll(async () => {
    const server = createServer((request, response) => {
      request.resume();
      answer(request, response);
    });
    const listening = await listenOnFreePort(server);
    close = async () => {
      server.closeAllConnections();
      await listening.close();
    };
    odd = createWitnessClient({ url: listening.url, verifier: key.verifier, fetch });
  });
  afterAll(() => close());
  beforeEach(() => {
    answer = (_request, response) => response.end();
  });
  const ask = (timeoutMs = TIMEOUT_MS) => odd.addCheckpoint({ oldSize: 0, proof: [], note: note() }, timeoutMs);

  test('a cosignature of its key counts, whatever stands beside it', async () => {
    const others = createCosigner({ name: 'other.example.test', seed: randomBytes(32) });
    answer = (_request, response) => response.end(lineOf(others) + lineOf(key) + lineOf(key));
    const cosigned = await ask();
    if (cosigned.kind !== 'cosigned') throw new Error('not cosigned');
    expect(parseNote(cosigned.note).signatures.map(({ name }) => name)).toEqual([tree.signer.name, key.name]);
  });

  test.each<[string, () => string]>([
    ['nothing', () => ''],
    ['another key of the same name', () => lineOf(createCosigner({ name: key.name, seed: randomBytes(32) }))],
    ['a signature over another checkpoint', () => lineOf(key, 'x\n1\nAAAA\n')],
    ['text', () => 'hello\n'],
    ['a second note', () => `\n\n${lineOf(key)}`],
    ['more than a few lines', () => lineOf(key).repeat(1_000)],
  ])('200 with %s is refused', async (_what, text) => {
    answer = (_request, response) => response.end(text());
    await expect(ask()).rejects.toThrow();
  });

  test.each<[number, string]>([
    [409, ''],
    [409, 'x\n'],
    [409, '007\n'],
    [404, 'not a log'],
    [403, 'no'],
    [400, 'no'],
    [500, '7\n'],
    [302, ''],
  ])('%i %j is an error, not an answer', async (status, text) => {
    answer = (_request, response) => response.writeHead(status, { location: witness.url }).end(text);
    await expect(ask()).rejects.toThrow();
  });

  test('409 with the size that was sent is another history: the protocol before July 2026', async () => {
    const log = createWitness({ client: odd, signer: tree.signer, readNodes: tree.readNodes });
    answer = (_request, response) => response.writeHead(409).end(`${String(tree.size)}\n`);
    await expect(log.cosign(tree.checkpoint(), TIMEOUT_MS)).rejects.toMatchObject({ name: 'HistoryConflict' });
  });

  test('silence ends at the deadline', async () => {
    answer = () => undefined;
    await expect(ask(50)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
