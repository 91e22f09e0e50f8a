import { reply } from './worker-messages.ts';
import type { Worker } from 'node:cluster';
import type { MetricFamilies } from '#platform/metrics';
import type { Question } from './worker-messages.ts';

/** A worker that is busy for longer is left out of this look at the counters. */
const ANSWER_TIMEOUT_MS = 2_000;

let lastId = 0;

/** @returns the counters of one worker; undefined when it does not answer in time */
export async function askForMetrics(worker: Worker): Promise<MetricFamilies | undefined> {
  if (!worker.isConnected()) return undefined;
  lastId += 1;
  const question: Question = { ask: 'metrics', id: lastId };
  const { promise, resolve } = Promise.withResolvers<MetricFamilies | undefined>();
  const onMessage = (message: unknown): void => {
    const answer = reply.safeParse(message);
    if (answer.success && answer.data.id === question.id) resolve(answer.data.families);
  };
  const giveUp = (): void => {
    resolve(undefined);
  };
  const timer = setTimeout(giveUp, ANSWER_TIMEOUT_MS);
  worker.on('message', onMessage).once('exit', giveUp);
  worker.send(question, (error) => {
    if (error !== null) giveUp();
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', onMessage).off('exit', giveUp);
  }
}
