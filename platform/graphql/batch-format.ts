import { AppError } from '#platform/errors';

/** Route of a subgraph for several queries of one caller at once; the gateway alone may call it. */
export const BATCH_PATH = '/graphql/batch';
/** Most queries in one call. */
export const MAX_BATCH_ITEMS = 16;

const LINE_BREAK = 0x0a;
/** A line with `MAX_BATCH_ITEMS` lengths is far shorter. */
const MAX_HEAD_BYTES = 512;

/** One query among several, as the gateway sends it. */
export interface BatchItem {
  /** JSON of the GraphQL request. */
  readonly request: string;
  readonly requestId: string;
}

/** JSON of a call with several queries. Requests are not parsed and written again. */
export function writeBatch(items: readonly BatchItem[]): string {
  return `[${items.map(({ request, requestId }) => `{"requestId":${JSON.stringify(requestId)},"request":${request}}`).join(',')}]`;
}

/**
 * Several answers as one body: a line with a JSON list of their lengths in bytes, then the answers. Whoever reads it takes each apart
 * from the others, knows how long it is, and parses it once.
 */
export function writeBatchAnswer(answers: readonly string[]): Buffer {
  const bodies = answers.map((answer) => Buffer.from(answer));
  const head = `${JSON.stringify(bodies.map(({ length }) => length))}\n`;
  return Buffer.concat([Buffer.from(head), ...bodies]);
}

/**
 * @param expected how many answers there must be
 * @throws AppError SERVICE_UNAVAILABLE for anything else than that many answers and nothing besides
 */
export function readBatchAnswer(body: Buffer, expected: number): readonly Buffer[] {
  const lengths = lengthsOf(body);
  if (lengths?.length !== expected) throw notABatch();
  let start = body.indexOf(LINE_BREAK) + 1;
  const answers = lengths.map((length) => {
    const answer = body.subarray(start, start + length);
    start += length;
    return answer;
  });
  if (start !== body.length) throw notABatch();
  return answers;
}

function lengthsOf(body: Buffer): readonly number[] | undefined {
  const end = body.subarray(0, MAX_HEAD_BYTES).indexOf(LINE_BREAK);
  if (end === -1) return undefined;
  try {
    const lengths: unknown = JSON.parse(body.toString('latin1', 0, end));
    return Array.isArray(lengths) && lengths.every(isLength) ? lengths : undefined;
  } catch {
    return undefined;
  }
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function notABatch(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', { cause: new Error('the answer is not that of a batch') });
}
