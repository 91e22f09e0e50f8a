import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createManualClock } from '#platform/clock';
import { createCosigner, createNoteSigner, openNote, parseNote, signNote } from '#platform/tlog';
import { startRunningWitness } from './testing/running-witness.ts';
import { createSignedLog, requestBody } from './testing/signed-log.ts';
import type { Answer, RunningWitness } from './testing/running-witness.ts';
import type { SignedLog } from './testing/signed-log.ts';

const START_MS = 1_790_000_000_000;
const clock = createManualClock(START_MS);
let number = 0;
/** Logs that the witness was started with; each test takes a fresh one. */
const logs = Array.from({ length: 40 }, (_, at) => createSignedLog(`log.example.test/${String(at)}`));
let witness: RunningWitness;
let log: SignedLog;

beforeAll(async () => {
  witness = await startRunningWitness({ logVkeys: logs.map(({ signer }) => signer.vkey), clock });
});
afterAll(() => witness.close());
beforeEach(() => {
  const next = logs[number];
  if (next === undefined) throw new Error('more tests than logs');
  number += 1;
  log = next;
  for (let at = 0; at < 10; at += 1) log.append(`leaf ${String(at)}`);
});

/** From one size to another, as an honest log would. */
async function advance(from: number, to: number, of: SignedLog = log): Promise<Answer> {
  return witness.submit(from, await of.proof(from, to), of.noteAt(to));
}

/** The note with the answered lines: what a client of the log would be shown. */
function cosigned(note: Buffer, { text }: Answer): Buffer {
  return Buffer.concat([note, Buffer.from(text)]);
}

function timeOf({ text }: Answer): number {
  const [, , base64 = ''] = text.trim().split(' ');
  return Number(Buffer.from(base64, 'base64').readBigUInt64BE(4));
}

const conflict = (size: number) => ({ status: 409, type: 'text/x.tlog.size', text: `${String(size)}\n` });

describe('[R-112] what only adds to the log is cosigned', () => {
  test('the first checkpoint without a proof, later ones with one', async () => {
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [4, 10],
    ] as const) {
      const answer = await advance(from, to);
      expect(answer).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
      const { signedBy } = openNote(cosigned(log.noteAt(to), answer), [log.signer.verifier, witness.verifier]);
      expect(signedBy).toEqual([log.signer.name, witness.verifier.name]);
      expect(timeOf(answer)).toBe(START_MS / 1_000);
    }
  });

  test('the same one again, at a later time', async () => {
    await advance(0, 5);
    clock.advance(61_000);
    const again = await advance(5, 5);
    expect(again.status).toBe(200);
    expect(timeOf(again)).toBe(START_MS / 1_000 + 61);
    clock.advance(-61_000);
    // The clock was set back: the time of a cosignature is not.
    expect(timeOf(await advance(5, 6))).toBe(START_MS / 1_000 + 61);
  });

  test('the tree without leaves', async () => {
    const empty = createSignedLog(log.signer.name, log.signer);
    expect((await witness.submit(0, [], empty.noteAt(0))).status).toBe(200);
    expect((await advance(0, 7)).status).toBe(200);
    expect(await witness.submit(0, [], empty.noteAt(0))).toEqual(conflict(7));
  });

  test('also with signatures of others and extension lines, which are covered', async () => {
    const text = `${parseNote(log.noteAt(4)).text}extension line\n`;
    const others = Array.from({ length: 15 }, (_, at) =>
      createNoteSigner({ name: `other-${String(at)}`, seed: randomBytes(32) }),
    );
    const note = signNote(text, ...others, log.signer);
    const answer = await witness.submit(0, [], note);
    expect(answer.status).toBe(200);
    expect(openNote(cosigned(note, answer), [witness.verifier]).text).toBe(text);
  });

  test('whatever media type the client names', async () => {
    const body = requestBody(0, [], log.noteAt(2));
    expect((await witness.post(body, { 'content-type': 'text/plain' })).status).toBe(200);
    const again = requestBody(2, await log.proof(2, 3), log.noteAt(3));
    expect((await witness.post(again, { 'content-type': 'application/json' })).status).toBe(200);
    expect((await witness.post(requestBody(3, [], log.noteAt(3)), { 'content-type': 'x/y; z' })).status).toBe(200);
  });
});

describe('400: what is not a request, or not a checkpoint', () => {
  const hash = randomBytes(32);
  const bad: [string, (note: Buffer) => Buffer | string][] = [
    ['nothing', () => ''],
    ['no old size', (note) => Buffer.concat([Buffer.from('\n\n'), note])],
    ['an old size with a leading zero', (note) => requestBody('01', [], note)],
    ['an old size with a sign', (note) => requestBody('+0', [], note)],
    ['an old size beyond 2^53 - 1', (note) => requestBody('9007199254740992', [], note)],
    ['another keyword', (note) => Buffer.concat([Buffer.from('size 0\n\n'), note])],
    ['a carriage return', (note) => Buffer.concat([Buffer.from('old 0\r\n\n'), note])],
    [
      '64 proof lines',
      (note) =>
        requestBody(
          0,
          Array.from({ length: 64 }, () => hash),
          note,
        ),
    ],
    ['a hash of 31 bytes', (note) => requestBody(0, [hash.subarray(1)], note)],
    ['a hash that is no base64', (note) => Buffer.concat([Buffer.from(`old 0\n${'*'.repeat(44)}\n\n`), note])],
    ['no checkpoint', () => 'old 0\n\n'],
    ['a note that is no checkpoint', () => requestBody(0, [], signNote('hello\n', createSignedLog().signer))],
    ['a checkpoint without signatures', (note) => requestBody(0, [], note.subarray(0, note.indexOf('\n\n') + 2))],
    ['a root of 31 bytes', () => requestBody(0, [], signNote(`x\n1\n${hash.toString('base64', 1)}\n`, log.signer))],
    [
      'a size with a leading zero',
      () => requestBody(0, [], signNote(`x\n01\n${hash.toString('base64')}\n`, log.signer)),
    ],
  ];
  test.each(bad)('%s', async (_what, bodyOf) => {
    expect((await witness.post(bodyOf(log.noteAt(2)))).status).toBe(400);
    expect((await advance(0, 2)).status).toBe(200); // Nothing of it was recorded.
  });

  test('an old size above that of the checkpoint', async () => {
    await advance(0, 6);
    expect((await witness.submit(6, [], log.noteAt(5))).status).toBe(400);
    expect((await witness.submit(7, [], log.noteAt(6))).status).toBe(400);
  });
});

describe('who signed', () => {
  test('404: a log that is not witnessed', async () => {
    const stranger = createSignedLog('stranger.example.test');
    stranger.append('x');
    expect((await witness.submit(0, [], stranger.noteAt(1))).status).toBe(404);
  });

  test('403: a key that is not the log’s, also that of another witnessed log, and a witness’s', async () => {
    const { text } = parseNote(log.noteAt(2));
    const [other] = logs.filter((candidate) => candidate !== log);
    const sameName = createNoteSigner({ name: log.signer.name, seed: randomBytes(32) });
    const cosigner = createCosigner({ name: log.signer.name, seed: randomBytes(32) }).at(1);
    for (const signer of [sameName, cosigner, ...(other === undefined ? [] : [other.signer])])
      expect((await witness.submit(0, [], signNote(text, signer))).status).toBe(403);
  });

  test('403: a signature of the log under another text', async () => {
    const swapped = Buffer.concat([
      Buffer.from(`${parseNote(log.noteAt(3)).text}\n`),
      log.noteAt(2).subarray(log.noteAt(2).indexOf('\n\n') + 2),
    ]);
    expect((await witness.submit(0, [], swapped)).status).toBe(403);
  });
});

describe('409 and 422: what was cosigned before', () => {
  test('409 tells the recorded size, and is looked at before the proof', async () => {
    expect(await witness.submit(1, [], log.noteAt(2))).toEqual(conflict(0));
    await advance(0, 6);
    for (const old of [0, 5, 7])
      expect(await witness.submit(old, [randomBytes(32)], log.noteAt(9))).toEqual(conflict(6));
    expect((await advance(6, 9)).status).toBe(200);
  });

  test('422: a proof that is wrong, short, long or missing, and one where none is due', async () => {
    expect((await witness.submit(0, [randomBytes(32)], log.noteAt(3))).status).toBe(422);
    await advance(0, 3);
    const proof = await log.proof(3, 10);
    const wrong = [
      [],
      proof.slice(1),
      [...proof, randomBytes(32)],
      proof.toReversed(),
      proof.map(() => randomBytes(32)),
    ];
    for (const hashes of wrong) expect((await witness.submit(3, hashes, log.noteAt(10))).status).toBe(422);
    expect((await witness.submit(3, [randomBytes(32)], log.noteAt(3))).status).toBe(422);
    expect((await advance(3, 10)).status).toBe(200);
  });

  test('422: another history, longer, and of the same size; both notes are kept', async () => {
    await advance(0, 4);
    const other = log.fork(3);
    other.append('something else');
    other.append('and more');
    expect((await advance(4, 5, other)).status).toBe(422);
    expect((await witness.submit(4, [], other.noteAt(4))).status).toBe(422);
    expect((await witness.submit(4, [], other.noteAt(4))).status).toBe(422);
    const admin = new pg.Client({ connectionString: witness.database.adminUrl });
    await admin.connect();
    const { rows } = await admin.query<{ recorded_note: Buffer; stated_note: Buffer }>(
      'SELECT recorded_note, stated_note FROM witness.contradiction WHERE origin = $1 ORDER BY stated_size',
      [log.signer.name],
    );
    await admin.end();
    expect(rows).toEqual([
      { recorded_note: log.noteAt(4), stated_note: other.noteAt(4) },
      { recorded_note: log.noteAt(4), stated_note: other.noteAt(5) },
    ]);
  });

  test('422: a size of zero with a root that is not the empty one', async () => {
    const note = signNote(`${log.signer.name}\n0\n${randomBytes(32).toString('base64')}\n`, log.signer);
    expect((await witness.submit(0, [], note)).status).toBe(422);
  });
});

test('[R-063] a body beyond the bound is refused before it is read', async () => {
  expect((await witness.post(Buffer.alloc(131_073, 'a'))).status).toBe(413);
});

test('another method and another path are not there', async () => {
  expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(404);
  expect((await fetch(`${witness.url}/`, { method: 'POST' })).status).toBe(404);
});

test('[R-122] lives without and is ready with its database; counts what it was asked', async () => {
  expect(await (await fetch(`${witness.url}/readyz`)).json()).toEqual({
    status: 'ok',
    dependencies: { database: 'ok' },
  });
  const metrics = await (await fetch(`${witness.url}/metrics`)).text();
  expect(metrics).toMatch(/lifeready_witness_requests_total\{outcome="consistent",service="witness"\} \d+/);
});
