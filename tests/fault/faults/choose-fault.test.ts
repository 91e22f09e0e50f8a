import { expect, test } from '@jest/globals';
import { APPEND_POINTS } from '../lines/append-line.ts';
import { BATCH_POINTS, CHANGE_POINTS } from '../lines/database-line.ts';
import { createRandom } from '../random.ts';
import { AUDITED, LOGS } from '../stack/settings.ts';
import { chooseFault } from './choose-fault.ts';
import { describeFault } from './describe-fault.ts';

const ROUNDS = 3_000;

test('[R-108] every point, every process and every sort of fault comes up, by seed', () => {
  const choose = (): string[] => {
    const random = createRandom(1);
    return Array.from({ length: ROUNDS }, () => JSON.stringify(chooseFault(random.fork(), random.pick(LOGS))));
  };
  expect(choose()).toEqual(choose());
  const faults = choose().map((text) => JSON.parse(text) as ReturnType<typeof chooseFault>);
  const points = new Set<string>(faults.map(({ where }) => where.point));
  expect(points).toEqual(new Set([...APPEND_POINTS, ...CHANGE_POINTS, ...BATCH_POINTS, 'any moment']));
  const said = new Set(faults.map((fault) => describeFault(fault).fault));
  const processes = [...AUDITED, 'audit', 'witness', 'reconciler'];
  const ended = [...AUDITED, 'audit'].map((name) => `session of ${name} ended`);
  const happened = processes.flatMap((name) => [`${name} killed`, `${name} stopped`]);
  expect(said).toEqual(new Set([...happened, ...ended, 'line cut', 'PostgreSQL crashed']));
});

test('a batch is waited for where the log is written', () => {
  const random = createRandom(2);
  for (const writer of LOGS)
    for (let round = 0; round < 200; round += 1) {
      const { where } = chooseFault(random, writer);
      if (where.line === 'database' && where.point.includes('batch')) expect(where.of).toBe(writer);
    }
});
