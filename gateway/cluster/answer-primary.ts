import { showDroppedLines } from '#platform/metrics';
import { question } from './worker-messages.ts';
import type { Metrics } from '#platform/metrics';
import type { Reply, Serving } from './worker-messages.ts';

/** Has this worker answer what the primary asks. Without a primary nobody asks. */
export function answerPrimary(metrics: Metrics): void {
  showDroppedLines(metrics);
  process.on('message', (message: unknown) => {
    const asked = question.safeParse(message);
    if (!asked.success) return;
    void metrics.families().then((families) => {
      const answer: Reply = { id: asked.data.id, families };
      if (process.connected) process.send?.(answer);
    });
  });
}

/** Tells the primary that this worker takes requests. Other listeners of it are open before. */
export function tellThatItServes(): void {
  const message: Serving = { serves: true };
  process.send?.(message);
}
