import { parsePolicy } from '#platform/tlog';
import { createHttpSource } from '../../../cli/audit/fsck/http-source.ts';
import { fsck } from '../../../cli/audit/fsck/fsck.ts';
import type { Token } from '../load/signed-in.ts';
import type { FaultStack } from '../stack/fault-stack.ts';

const AT_ONCE = 4;

/** Rebuilds the log from what the gateway publishes of it. */
export interface PublishedLog {
  /**
   * @param newest the newest checkpoint, which what is published may be behind of by a minute
   * @returns what `fsck` finds
   */
  problems(newest: Buffer): Promise<string[]>;
}

export function publishedLog({ stack }: FaultStack, auditor: Token): PublishedLog {
  let before: Buffer | undefined;
  return {
    problems: async (newest) => {
      const source = createHttpSource({ url: new URL('/log', stack.url).href, token: await auditor() });
      // While the witness is away, what is published is not cosigned.
      const policy = parsePolicy(`log ${stack.auditLogVkey}\nquorum none\n`);
      const common = { hashesOnly: false, atOnce: AT_ONCE, now: () => performance.now() };
      const whole = await fsck({
        ...common,
        source: { ...source, checkpoint: () => Promise.resolve(newest) },
        policy,
        since: before,
      });
      const published = await fsck({ ...common, source, policy });
      before = newest;
      return [
        ...whole.findings.map((finding) => `fsck of the newest checkpoint: ${finding}`),
        ...published.findings.map((finding) => `fsck of the published checkpoint: ${finding}`),
      ];
    },
  };
}
