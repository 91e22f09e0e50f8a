import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#platform/errors';
import type { ErrorCode } from '#platform/errors';
import type { ServiceClient } from '#platform/http';

/** An instance that has not answered by then is left for the next one, as long as there is another; in milliseconds. */
const ATTEMPT_TIMEOUT_MS = 700;
/** Pause after every instance was asked in vain, in milliseconds: one of them is about to take over. */
const ROUND_PAUSE_MS = 50;

/**
 * What another instance, or the same one a moment later, may answer otherwise. A busy log is none of these: there is one writer, and
 * asking again would keep it busy.
 */
const WORTH_ASKING_ELSEWHERE: ReadonlySet<ErrorCode> = new Set([
  'AUDIT_STANDBY',
  'AUDIT_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
]);

/** One call to one instance, given up after `timeoutMs`. */
export type AskInstance<Answer> = (service: ServiceClient, timeoutMs: number) => Promise<Answer>;

/** The instances of the audit service: one writes, the others stand by, and which is which may change at any time. */
export interface Instances {
  /**
   * Asks the instance that answered last, and the others when it fails, until one answers or the time is over. With a single
   * instance there is one attempt.
   * @param ask must be safe to repeat: whether an instance that gave no answer has done it is not known
   * @param deadline by `performance.now()`
   */
  ask<Answer>(ask: AskInstance<Answer>, deadline: number): Promise<Answer>;
  /** Whether another attempt may end otherwise, after an answer that said this about one event. */
  mayRepeat(code: string): boolean;
}

/** @param services at least one */
export function createInstances(services: readonly ServiceClient[]): Instances {
  let preferred = 0;
  const one = services.length === 1;
  const askOnce = async <Answer>(ask: AskInstance<Answer>, deadline: number): Promise<Answer> => {
    const remaining = deadline - performance.now();
    const asked = preferred;
    const service = services[asked];
    if (service === undefined || remaining <= 0) throw new Error('no instance of the audit service answered in time');
    try {
      return await ask(service, Math.ceil(one ? remaining : Math.min(remaining, ATTEMPT_TIMEOUT_MS)));
    } catch (error) {
      // Calls that run at the same time fail together; one step to the next instance is enough for all of them.
      if (isWorthAskingElsewhere(error) && preferred === asked) preferred = (asked + 1) % services.length;
      throw error;
    }
  };
  return {
    ask: async (ask, deadline) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await askOnce(ask, deadline);
        } catch (error) {
          if (one || !isWorthAskingElsewhere(error) || deadline <= performance.now()) throw error;
          if (attempt % services.length === 0) await delay(ROUND_PAUSE_MS);
        }
      }
    },
    mayRepeat: (code) => !one && WORTH_ASKING_ELSEWHERE.has(code as ErrorCode),
  };
}

function isWorthAskingElsewhere(error: unknown): boolean {
  return error instanceof AppError && WORTH_ASKING_ELSEWHERE.has(error.code);
}
