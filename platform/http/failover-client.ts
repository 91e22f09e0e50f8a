import { AppError } from '#platform/errors';
import { readProblemOrJson } from './service-client.ts';
import type { ServiceAnswer, ServiceCall, ServiceClient } from './service-client.ts';

const SERVICE_UNAVAILABLE = 503;

/**
 * One client for several instances of a service of which each has an address of its own. It stays with the instance that answers, and
 * goes on to the next when there is no answer or one that says 503. For calls that may be made twice.
 * @param clients one for each instance, at least one
 */
export function createFailoverClient(clients: readonly ServiceClient[]): ServiceClient {
  let preferred = 0;
  const call = async (request: ServiceCall): Promise<ServiceAnswer> => {
    for (let attempt = 1; ; attempt += 1) {
      const asked = preferred;
      const client = clients[asked];
      if (client === undefined) throw new AppError('SERVICE_UNAVAILABLE');
      const isLast = attempt === clients.length || request.stream !== undefined;
      try {
        const answer = await client.call(request);
        if (answer.status !== SERVICE_UNAVAILABLE || isLast) return answer;
        answer.body.resume();
      } catch (error) {
        if (isLast || request.signal?.aborted === true) throw error;
      }
      if (preferred === asked) preferred = (asked + 1) % clients.length;
    }
  };
  return {
    call,
    callJson: async (request) => readProblemOrJson(await call(request)),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}
