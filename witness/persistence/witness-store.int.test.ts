import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { startRunningWitness } from '../testing/running-witness.ts';
import { createSignedLog } from '../testing/signed-log.ts';
import type { Answer, RunningWitness } from '../testing/running-witness.ts';
import type { SignedLog } from '../testing/signed-log.ts';

const logs = Array.from({ length: 6 }, (_, at) => createSignedLog(`log.example.test/${String(at)}`));
/** What the next decision meets after it was made: a crash between the commit and the answer. */
let crashAfterDecision = false;
let witness: RunningWitness;

beforeAll(async () => {
  for (const log of logs) for (let at = 0; at < 20; at += 1) log.append(String(at));
  witness = await startRunningWitness({
    logVkeys: logs.map(({ signer }) => signer.vkey),
    wrapStore: (store) => ({
      ...store,
      decide: async (...args) => {
        const decision = await store.decide(...args);
        if (crashAfterDecision) throw new Error('the process ended here');
        return decision;
      },
    }),
  });
});
afterAll(() => witness.close());

function takeLog(): SignedLog {
  const log = logs.pop();
  if (log === undefined) throw new Error('more tests than logs');
  return log;
}

async function advance(log: SignedLog, from: number, to: number): Promise<Answer> {
  return witness.submit(from, await log.proof(from, to), log.noteAt(to));
}

test('[R-112] of two updates from the same size one wins, and the other learns by what', async () => {
  const log = takeLog();
  await advance(log, 0, 2);
  for (let size = 2; size + 2 <= log.size; size += 2) {
    const answers = await Promise.all([advance(log, size, size + 1), advance(log, size, size + 2)]);
    const [winner, ...others] = answers.filter(({ status }) => status === 200);
    expect(winner).toBeDefined();
    expect(others).toEqual([]);
    const recorded = answers[0].status === 200 ? size + 1 : size + 2;
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({ status: 409, text: `${String(recorded)}\n` });
    if (recorded === size + 1) await advance(log, size + 1, size + 2);
  }
});

test('[R-112] of two histories from the same size one is ever cosigned', async () => {
  const log = takeLog();
  await advance(log, 0, 5);
  const forks = ['a', 'b', 'c', 'd'].map((leaf) => {
    const fork = log.fork(5);
    fork.append(leaf);
    return fork;
  });
  const answers = await Promise.all(forks.map((fork) => advance(fork, 5, 6)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  const winner = forks[answers.findIndex(({ status }) => status === 200)];
  const again = await Promise.all(forks.map((fork) => witness.submit(6, [], fork.noteAt(6))));
  expect(again.map(({ status }) => status)).toEqual(forks.map((fork) => (fork === winner ? 200 : 422)));
});

test('a crash after the record and before the answer costs a signature and nothing else', async () => {
  const log = takeLog();
  crashAfterDecision = true;
  expect((await advance(log, 0, 4)).status).toBe(500);
  crashAfterDecision = false;
  await witness.restart();
  expect(await advance(log, 0, 4)).toMatchObject({ status: 409, text: '4\n' });
  expect((await advance(log, 4, 4)).status).toBe(200);
});

test('what was cosigned outlives the process', async () => {
  const log = takeLog();
  await advance(log, 0, 7);
  await witness.restart();
  expect(await advance(log, 3, 9)).toMatchObject({ status: 409, text: '7\n' });
  const fork = log.fork(6);
  fork.append('x');
  expect((await witness.submit(7, [], fork.noteAt(7))).status).toBe(422);
});

test.each([
  ['a smaller size', `UPDATE witness.witnessed_log SET size = size - 1 WHERE size > 0`],
  ['another root for the same size', `UPDATE witness.witnessed_log SET root = sha256('x')`],
  ['another origin', `UPDATE witness.witnessed_log SET origin = origin || 'x'`],
  ['an earlier time', `UPDATE witness.witnessed_log SET cosigned_at = cosigned_at - 1 WHERE cosigned_at > 0`],
  ['no row', 'DELETE FROM witness.witnessed_log'],
  ['no rows', 'TRUNCATE witness.witnessed_log CASCADE'],
  ['a contradiction less', 'DELETE FROM witness.contradiction'],
])('[R-111] the database itself refuses %s, to the service and to whoever owns the tables', async (_what, sql) => {
  const log = createSignedLog(logs[0]?.signer.name, logs[0]?.signer);
  for (const leaf of ['a', 'b', 'c']) log.append(leaf);
  await witness.submit(0, [], log.noteAt(2));
  const other = log.fork(1);
  other.append('z');
  await witness.submit(2, [], other.noteAt(2));
  for (const url of [witness.database.appUrl, witness.database.adminUrl]) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await expect(
      client
        .query(`SET session_replication_role = replica`)
        .catch(() => undefined)
        .then(() => client.query(sql)),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^(23001|42501)$/),
    });
    await client.end();
  }
});
