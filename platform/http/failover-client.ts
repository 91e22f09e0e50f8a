import { AppError } from '#platform/errors';
import { failedStage } from './buffered-call.ts';
import { readProblemOrJson } from './service-client.ts';
import type { BufferedAnswer } from './buffered-call.ts';
import type { BufferedCall, BufferingClient, ServiceAnswer, ServiceCall, ServiceClient } from './service-client.ts';

const SERVICE_UNAVAILABLE = 503;

/**
 * One client for several instances of a service of which each has an address of its own. It stays with the instance that answers, and
 * goes on to the next when there is no answer or one that says 503. For calls that may be made twice; `exchange` is told which may.
 * @param clients one for each instance, at least one
 */
export function createFailoverClient(
  clients: readonly (ServiceClient & BufferingClient)[],
): ServiceClient & BufferingClient {
  let preferred = 0;
  const instance = (): { readonly client: ServiceClient & BufferingClient; goOn(): void } => {
    const asked = preferred;
    const client = clients[asked];
    if (client === undefined) throw new AppError('SERVICE_UNAVAILABLE');
    const goOn = (): void => {
      if (preferred === asked) preferred = (asked + 1) % clients.length;
    };
    return { client, goOn };
  };
  const call = async (request: ServiceCall): Promise<ServiceAnswer> => {
    for (let attempt = 1; ; attempt += 1) {
      const asked = instance();
      const isLast = attempt === clients.length || request.stream !== undefined;
      try {
        const answer = await asked.client.call(request);
        if (answer.status !== SERVICE_UNAVAILABLE || isLast) return answer;
        answer.body.resume();
      } catch (error) {
        if (isLast || request.signal?.aborted === true) throw error;
      }
      asked.goOn();
    }
  };
  const exchange = async (request: BufferedCall): Promise<BufferedAnswer> => {
    const endsAtMs = performance.now() + request.timeoutMs;
    // A single instance is asked again: a kept connection that it has just closed says nothing about the next one.
    const attempts = Math.max(clients.length, 2);
    for (let attempt = 1; ; attempt += 1) {
      const asked = instance();
      const timeoutMs = attempt === 1 ? request.timeoutMs : endsAtMs - performance.now();
      try {
        const answer = await asked.client.exchange({ ...request, timeoutMs });
        if (answer.status !== SERVICE_UNAVAILABLE || attempt >= clients.length) return answer;
      } catch (error) {
        if (attempt >= attempts || !mayGoOn(error, request, clients.length)) throw error;
        request.onRepeat();
      }
      asked.goOn();
    }
  };
  return {
    exchange,
    call,
    callJson: async (request) => readProblemOrJson(await call(request), request.maxAnswerBytes),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

/** What changes something is made elsewhere only when nothing of it was sent. */
function mayGoOn(error: unknown, { isRepeatable }: BufferedCall, instances: number): boolean {
  const stage = failedStage(error);
  if (stage === 'unsent') return isRepeatable || instances > 1;
  return stage === 'unanswered' && isRepeatable;
}
