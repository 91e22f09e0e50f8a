import { randomInt } from 'node:crypto';
import { startVouchingGraph } from '../../tests/support/graph/vouched-callers.ts';
import { createAsker } from './ask.ts';
import { createOwner } from './foreign-world.ts';
import { mannWhitneyZ, medianOf } from './statistics.ts';
import type { Asker, Question } from './ask.ts';
import type { OwnedIds, Owner } from './foreign-world.ts';
import type { Progress } from './progress.ts';

/** How long the answer about an id takes, by whose id it is. */
export interface AnswerTimes {
  readonly field: string;
  readonly ownMs: number;
  readonly foreignMs: number;
  readonly missingMs: number;
  /** Of the medians, foreign to missing. */
  readonly ratio: number;
  /** Foreign against missing, by the Mann-Whitney test. */
  readonly z: number;
}

interface IdField {
  readonly field: string;
  readonly kind: keyof OwnedIds;
  readonly as: 'principal' | 'officer';
  readonly question: (id: string) => Question;
  /** A change answers an id that is not there with an error. */
  readonly isChange?: boolean;
}

const query =
  (text: string) =>
  (id: string): Question => ({ query: `query ($id: ID!) { ${text} }`, variables: { id } });
const change =
  (text: string, input: string, member: string) =>
  (id: string): Question => ({
    query: `mutation ($input: ${input}!) { ${text} }`,
    variables: { input: { [member]: id } },
  });

const FIELDS: readonly IdField[] = [
  { field: 'document', kind: 'document', as: 'principal', question: query('document(id: $id) { title }') },
  { field: 'case', kind: 'case', as: 'principal', question: query('case(id: $id) { status }') },
  { field: 'incident', kind: 'incident', as: 'officer', question: query('incident(id: $id) { id }') },
  { field: 'stagedAccess', kind: 'stagedAccess', as: 'principal', question: query('stagedAccess(id: $id) { status }') },
  {
    field: 'requestDownload',
    kind: 'document',
    as: 'principal',
    question: change('requestDownload(input: $input) { expiresAt }', 'RequestDownloadInput', 'documentId'),
    isChange: true,
  },
  {
    field: 'requestPackDownload',
    kind: 'pack',
    as: 'principal',
    question: change('requestPackDownload(input: $input) { expiresAt }', 'PackIdInput', 'packId'),
    isChange: true,
  },
];

/** Requests between two tokens, which live for five minutes. */
const REQUESTS_PER_TOKEN = 100;
const WARM_UP = 10;
/** Own answers are only there to compare with; as changes they also fill tables. */
const OWN_EVERY = 8;

/** Foreign and missing ids in turns whose order nobody chose. @param options.requests of each kind for each field */
export async function measureAnswerTimes(options: {
  readonly requests: number;
  readonly progress: Progress;
}): Promise<AnswerTimes[]> {
  options.progress('starting a graph with two owners');
  const graph = await startVouchingGraph();
  const asker = createAsker(graph.url);
  try {
    const [one, other] = [await createOwner(graph), await createOwner(graph)];
    const found: AnswerTimes[] = [];
    for (const field of FIELDS) {
      options.progress(`own, foreign and missing ids of ${field.field}`);
      found.push(
        await timesOf({ asker, signIn: (caller) => graph.signIn(caller), one, other }, field, options.requests),
      );
    }
    return found;
  } finally {
    await asker.close();
    await graph.close();
  }
}

interface Scene {
  readonly asker: Asker;
  readonly signIn: (caller: Owner['principal']) => string;
  readonly one: Owner;
  readonly other: Owner;
}

async function timesOf({ asker, signIn, one, other }: Scene, field: IdField, requests: number): Promise<AnswerTimes> {
  const { kind, as, question, isChange = false } = field;
  const times = { own: [] as number[], foreign: [] as number[], missing: [] as number[] };
  let token = '';
  const ask = async (id: string, isThere: boolean): Promise<number> =>
    asker.time({ ...question(id), isRefused: isChange && !isThere }, token);
  for (let round = -WARM_UP; round < requests; round += 1) {
    if ((round + WARM_UP) % REQUESTS_PER_TOKEN === 0) token = signIn(one[as]);
    const foreignId = oneOf(other.ids[kind]);
    const kinds = randomInt(2) === 0 ? (['foreign', 'missing'] as const) : (['missing', 'foreign'] as const);
    for (const turn of kinds) {
      const took = await ask(turn === 'foreign' ? foreignId : neighbourOf(foreignId), false);
      if (round >= 0) times[turn].push(took);
    }
    if (round < 0 || round % OWN_EVERY === 0) times.own.push(await ask(oneOf(one.ids[kind]), true));
  }
  const [foreignMs, missingMs] = [medianOf(times.foreign), medianOf(times.missing)];
  return {
    field: field.field,
    ownMs: medianOf(times.own),
    foreignMs,
    missingMs,
    ratio: foreignMs / missingMs,
    z: mannWhitneyZ(times.foreign, times.missing),
  };
}

function oneOf(ids: readonly string[]): string {
  return ids[randomInt(ids.length)] ?? '';
}

/** An id that nobody has, beside one that somebody has: the same page of the same index is read for both. */
function neighbourOf(id: string): string {
  return id.slice(0, -4) + randomInt(0x10000).toString(16).padStart(4, '0');
}
