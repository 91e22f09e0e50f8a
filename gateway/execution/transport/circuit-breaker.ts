/** What is counted is at most this old; older failures say nothing about now. */
const WINDOW_MS = 10_000;
const BUCKETS = 10;
const BUCKET_MS = WINDOW_MS / BUCKETS;
/** Fewer calls than this prove nothing, however many of them fail. */
const MIN_CALLS = 20;
/** Share of failed calls from which on the rest would most likely fail too. */
const MAX_FAILED_SHARE = 0.5;
/** How long nobody asks, before one call may try. */
const OPEN_MS = 5_000;

export type CircuitState = 'closed' | 'open' | 'half_open';

/** What a call that was let through says in the end; `nothing` when it ended for a reason of our own. */
export type CallOutcome = 'answered' | 'failed' | 'nothing';

export interface CircuitBreaker {
  /** @returns what is to be told how the call ended, once; undefined while nobody may call */
  admit(): ((outcome: CallOutcome) => void) | undefined;
  /** Milliseconds until somebody may call again; 0 while everybody may. */
  waitMs(): number;
  readonly state: CircuitState;
}

interface Bucket {
  readonly number: number;
  calls: number;
  failed: number;
}

/**
 * Attack, or accident: a subgraph that hangs, so that every request waits for it until its deadline and holds its connection and its
 * memory meanwhile, until requests that do not need the subgraph suffer too.
 * Rule: once at least 20 calls ended within ten seconds and half of them failed, nobody calls for five seconds; then one call tries, and
 * its outcome decides.
 * @param deps.nowMs a clock that is never set back
 * @param deps.onChange told of each change of state
 */
export function createCircuitBreaker(deps: {
  readonly nowMs: () => number;
  readonly onChange: (state: CircuitState) => void;
}): CircuitBreaker {
  let buckets: Bucket[] = [];
  let state: CircuitState = 'closed';
  let openedAtMs = 0;
  /** Of calls let through before a change of state, nobody wants to know any more. */
  let era = 0;

  const change = (next: CircuitState, keepTime = false): void => {
    state = next;
    era += 1;
    buckets = [];
    if (next === 'open' && !keepTime) openedAtMs = deps.nowMs();
    deps.onChange(next);
  };
  const count = (outcome: CallOutcome): void => {
    const number = Math.floor(deps.nowMs() / BUCKET_MS);
    buckets = buckets.filter((bucket) => bucket.number > number - BUCKETS);
    const latest = buckets.at(-1);
    const bucket = latest?.number === number ? latest : { number, calls: 0, failed: 0 };
    if (bucket !== latest) buckets.push(bucket);
    bucket.calls += 1;
    if (outcome === 'failed') bucket.failed += 1;
  };
  const isHalfOpen = (): boolean => state === 'half_open';
  const waitMs = (): number => (state === 'open' ? Math.max(0, openedAtMs + OPEN_MS - deps.nowMs()) : 0);

  return {
    admit: () => {
      if (isHalfOpen() || waitMs() > 0) return undefined;
      if (state === 'open') change('half_open');
      const [admittedIn, isProbe] = [era, isHalfOpen()];
      return (outcome) => {
        if (admittedIn !== era) return;
        // A call that says nothing leaves the next one to try, at once.
        if (isProbe) change(outcome === 'answered' ? 'closed' : 'open', outcome === 'nothing');
        else if (outcome !== 'nothing') {
          count(outcome);
          if (outcome === 'failed' && isBroken(buckets)) change('open');
        }
      };
    },
    waitMs: () => (isHalfOpen() ? BUCKET_MS : waitMs()),
    get state() {
      return state;
    },
  };
}

function isBroken(buckets: readonly Bucket[]): boolean {
  const calls = buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  return calls >= MIN_CALLS && failed >= calls * MAX_FAILED_SHARE;
}
