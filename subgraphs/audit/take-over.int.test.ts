import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { factEvent } from './testing/events.ts';
import { prepareAuditProcesses } from './testing/audit-processes.ts';
import { readFinalLog } from './testing/final-log.ts';
import { runTakeOvers } from './testing/take-over.ts';
import { until } from '../../tests/support/until.ts';
import type { AuditProcesses } from './testing/audit-processes.ts';
import type { TakeOverRounds } from './testing/take-over.ts';

let audit: AuditProcesses;

beforeAll(async () => {
  audit = await prepareAuditProcesses(2);
  for (const one of audit.processes) await one.start();
});
afterAll(() => audit.close());

/** Every promise that was made is kept by the log as it is now. */
async function expectKept({ flood, late }: TakeOverRounds): Promise<void> {
  const log = await readFinalLog({ url: audit.database.adminUrl, vkey: audit.vkey });
  expect(log.problems()).toEqual([]);
  expect(new Set(log.eventIds).size).toBe(log.size);
  const receipts = [...flood.receipts, ...late];
  expect(receipts.flatMap((receipt) => log.problemWith(receipt) ?? [])).toEqual([]);
  expect(new Set(receipts.map(({ index }) => index)).size).toBe(receipts.length);
}

test('the first that started writes, the other is ready and stands by', async () => {
  const [first, second] = audit.processes;
  expect([await first?.isWriter(), await second?.isWriter()]).toEqual([true, false]);
  const json = { events: [factEvent()] };
  const answer = await second?.client.send({ method: 'POST', path: '/internal/append', json });
  expect(answer).toMatchObject({ status: 503, json: { code: 'AUDIT_STANDBY' } });
});

describe('[R-112] two processes on one log, with a flood of appends', () => {
  test('after kill -9 of the writer the other one answers an append within its two seconds, and all promises are kept', async () => {
    const rounds = await runTakeOvers(audit, ['SIGKILL', 'SIGKILL']);
    await expectKept(rounds);
    for (const one of audit.processes) if (await one.isWriter()) one.signal('SIGKILL');
    // One call, one deadline: whoever asks while nobody writes is answered by the next writer.
    await expect(audit.connect().client.fact(factEvent())).resolves.toHaveProperty('index');
    for (const one of audit.processes.filter(({ pid }) => pid() === undefined)) await one.start();
    await until(
      async () => (await Promise.all(audit.processes.map((one) => one.isWriter()))).filter(Boolean).length === 1,
    );
  });

  test('a writer that was stopped in the middle and wakes up after another took over forks nothing, signs nothing, and stands by', async () => {
    const rounds = await runTakeOvers(audit, ['SIGSTOP', 'SIGSTOP', 'SIGSTOP']);
    expect(rounds.late).toEqual([]);
    await expectKept(rounds);
  });
});
