import { auditLine } from './audit-line.ts';
import type { LineOutput } from '#platform/logging';
import type { ForwardSource } from './forwarder.ts';

const PAGE_SIZE = 256;

/**
 * Brings entries out once more, for a shipper that lost lines. Where forwarding stands is not touched.
 * @param range `from` to `to`, both included; to the end of the log without `to`
 * @returns how many there were
 */
export async function forwardAgain(
  {
    source,
    output,
  }: { readonly source: Pick<ForwardSource, 'entries'>; readonly output: Pick<LineOutput, 'writeAll'> },
  { from, to = Number.MAX_SAFE_INTEGER - 1 }: { readonly from: number; readonly to?: number | undefined },
): Promise<number> {
  let next = from;
  while (next <= to) {
    const entries = await source.entries(next, Math.min(PAGE_SIZE, to - next + 1));
    if (entries.length === 0) break;
    await output.writeAll(entries.map(auditLine));
    next += entries.length;
  }
  return next - from;
}
