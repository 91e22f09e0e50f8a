import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';
import type { ServiceKeySource } from './service-key-source.ts';
import { parseServiceKeys } from './service-keys.ts';
import type { ServiceKey } from './service-keys.ts';

/**
 * Oldest keys that anything is signed or verified with: the file is looked at once in this time, when keys are needed. A retired
 * key is refused no later, and whoever rotates may count on it.
 */
const MAX_AGE_MS = 1_000;

interface Read {
  readonly digest: string;
  readonly keys: readonly ServiceKey[];
}

/**
 * The keys of one process from the file its configuration names. A changed file is taken up without a restart: in the act of
 * signing or verifying, so there is no timer that could be late. While the file cannot be read or is not valid, the keys at
 * hand stay in use and the log says so; a process never ends because of it.
 * @throws Error, at first, that names the variable and never holds a secret
 */
export function openServiceKeys(deps: { path: string; clock: Clock; logger: Logger }): ServiceKeySource {
  const { path, clock, logger } = deps;
  let read = readKeys(path);
  let lookedAtMs = clock.now();
  let lastProblem: string | undefined;

  function lookAgain(): void {
    try {
      const latest = readKeys(path, read);
      lastProblem = undefined;
      if (latest === read) return;
      read = latest;
      logger.info({ keyIds: read.keys.map(({ id }) => id) }, 'changed service keys were taken up');
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      // Once for each problem, not once a second.
      if (problem !== lastProblem)
        logger.error({ err: error }, 'the service keys cannot be taken up; the old ones stay');
      lastProblem = problem;
    }
  }

  return {
    current() {
      const now = clock.now();
      // Also when the clock was set back.
      if (Math.abs(now - lookedAtMs) >= MAX_AGE_MS) {
        lookedAtMs = now;
        lookAgain();
      }
      return read.keys;
    },
  };
}

/** @param known what was read before; returned as it is when nothing has changed */
function readKeys(path: string, known?: Read): Read {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error('SERVICE_KEYS_FILE: the file cannot be read', { cause });
  }
  // By content: a file that was replaced within one tick of its time stamp is noticed too.
  const digest = createHash('sha256').update(json).digest('base64');
  return known?.digest === digest ? known : { digest, keys: parseServiceKeys(json) };
}
