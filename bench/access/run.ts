import { measureAnswerTimes } from './answer-times.ts';
import { measureLayers } from './layered-query.ts';
import { measureParts } from './parts.ts';
import type { Progress } from './progress.ts';
import type { BenchResult } from './report.ts';

const PART_CALLS = 200;
/** Cases that the query asks for. */
const OBJECTS = 20;

/**
 * Everything that `npm run bench:access` measures.
 * @param options.requests of the query in each mode, and of each kind of id for each field
 */
export async function measureAccess(options: {
  readonly requests: number;
  readonly progress: Progress;
  /** Twenty, unless it is only to be seen whether the bench runs. */
  readonly objects?: number;
}): Promise<BenchResult> {
  const { requests, progress, objects = OBJECTS } = options;
  progress('parts by themselves');
  const parts = await measureParts(Math.min(PART_CALLS, requests));
  const layers = await measureLayers({ requests, objects, progress });
  const answers = await measureAnswerTimes({ requests, progress });
  return { layers, parts, answers };
}
