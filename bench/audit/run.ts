import { measureHttp } from './http-path.ts';
import { measureLongLog } from './long-log.ts';
import { measureMutation } from './mutation.ts';
import { measureProofs } from './proof-time.ts';
import { measureSequencer } from './sequencer-rate.ts';
import type { Progress } from '../access/progress.ts';
import type { HttpPath } from './http-path.ts';
import type { LongLog } from './long-log.ts';
import type { AuditedMutation } from './mutation.ts';
import type { ProofTimes } from './proof-time.ts';
import type { SequencerRate } from './sequencer-rate.ts';

export const PARTS = ['sequencer', 'http', 'mutation', 'proof'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchResult {
  readonly sequencer?: SequencerRate;
  readonly http?: HttpPath;
  readonly mutation?: AuditedMutation;
  readonly proof?: ProofTimes;
  readonly long?: LongLog;
}

/**
 * What `npm run bench:audit` measures.
 * @param options.seconds of each stretch of appends
 * @param options.rounds of stretches, and of blocks of mutations
 * @param options.long whether a log of a million entries is written too
 */
export async function measureAudit(options: {
  readonly parts: readonly Part[];
  readonly seconds: number;
  readonly rounds: number;
  readonly long: boolean;
  readonly progress: Progress;
}): Promise<BenchResult> {
  const { parts, long, progress } = options;
  return {
    ...(parts.includes('sequencer') ? { sequencer: await measureSequencer(options) } : {}),
    ...(parts.includes('http') ? { http: await measureHttp(options) } : {}),
    ...(parts.includes('mutation') ? { mutation: await measureMutation(options) } : {}),
    ...(parts.includes('proof') ? { proof: await measureProofs() } : {}),
    ...(long ? { long: await measureLongLog({ progress }) } : {}),
  };
}
