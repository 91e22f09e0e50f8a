import type { RunningService } from '#platform/http';
import type { Metrics } from '#platform/metrics';
import type { ReloadOutcome } from './supergraph/reload.ts';

/** A gateway that is put together, whichever graph it serves. */
export interface RunningGateway extends RunningService {
  readonly metrics: Metrics;
  /** Reads the supergraph again. It never rejects. */
  reload(): Promise<ReloadOutcome>;
}
