import { createRounds } from '#platform/jobs';
import { createForwarder } from './forwarder.ts';
import type { Logger } from '#platform/logging';
import type { Metrics } from '#platform/metrics';
import type { ForwarderDeps } from './forwarder.ts';

/** How soon after its commit an entry is forwarded, at the latest, while its reader keeps up. */
const INTERVAL_MS = 250;
/** A reader that has stopped does not keep the process from ending. */
const CLOSE_DEADLINE_MS = 500;

export interface Forwarding {
  close(): Promise<void>;
}

export interface ForwardingDeps extends Omit<ForwarderDeps, 'onForwarded'> {
  /** Nothing is forwarded otherwise, and the position stays where it is. */
  readonly isOn: boolean;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Forwards the log from now on, beginning where it was left. What fails is tried again; no request waits for it. */
export function openForwarding({ isOn, metrics, logger, ...deps }: ForwardingDeps): Forwarding {
  if (!isOn) return { close: () => Promise.resolve() };
  const forwarded = metrics.counter('lifeready_audit_forwarded_total', 'Entries that were forwarded as a line.', []);
  const forwarder = createForwarder({
    ...deps,
    onForwarded: (count) => {
      forwarded.add({}, count);
    },
  });
  metrics.gauge('lifeready_audit_forward_waiting_entries', 'Entries that are not forwarded yet.', () =>
    forwarder.waiting(),
  );
  let failing = false;
  const rounds = createRounds(async () => {
    try {
      await forwarder.forward();
      failing = false;
    } catch (error) {
      // Said once: what fails here fails four times a second.
      if (!failing) logger.error({ err: error }, 'entries of the audit log could not be forwarded; trying again');
      failing = true;
    }
    return INTERVAL_MS;
  });
  rounds.start();
  return {
    close: async () => {
      const ended = rounds.close();
      const stopping = forwarder.stop().then(() => ended);
      await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, CLOSE_DEADLINE_MS).unref())]);
    },
  };
}
