import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#platform/errors';
import {
  DAYS,
  GRANTEE,
  HOURS,
  PRINCIPAL,
  SECOND,
  STRANGER,
  after,
  stagedAccess,
} from '../../testing/staged-accesses.ts';
import { partyOf } from './parties.ts';
import { AT_REST, settle } from './settle.ts';
import { takeStep } from './steps.ts';
import type { StagedAccessView } from './records.ts';
import type { StagedAccessStep } from './steps.ts';

const ACTORS = { principal: PRINCIPAL, grantee: GRANTEE, second: SECOND, stranger: STRANGER } as const;
type Actor = keyof typeof ACTORS;
type GrantEvent = 'suspend' | 'resume' | 'revoke' | 'suspend_second' | 'resume_second';

type Command =
  | { readonly type: 'step'; readonly actor: Actor; readonly step: StagedAccessStep }
  | { readonly type: 'grant'; readonly event: GrantEvent }
  | { readonly type: 'wait'; readonly ms: number };

/** Something that was done, in order. */
interface Done {
  readonly at: number;
  readonly what: StagedAccessStep['kind'] | GrantEvent;
  readonly actor?: Actor;
}

/**
 * What the history alone says, without any state: whether the grantee may read now. Written from the rule and not from the code.
 */
function mayRead(history: readonly Done[], now: number, { waitDays, accessHours }: StagedAccessView): boolean {
  const start = history.findLastIndex((_done, at) => begins(history.slice(0, at + 1), waitDays));
  const begun = history[start];
  if (begun === undefined || now >= begun.at + accessHours * HOURS) return false;
  return !history.slice(start + 1).some(({ what }) => ['revoke', 'suspend'].includes(what));
}

/** Whether the last event of a history begins an access: activation after the wait, or the second of two approvals. */
function begins(history: readonly Done[], waitDays: number): boolean {
  const last = history.at(-1);
  const request = history.findLast(({ what }) => what === 'request');
  if (last === undefined || request === undefined) return false;
  const since = history.slice(history.lastIndexOf(request) + 1);
  if (since.some(({ what }) => ['veto', 'suspend', 'revoke'].includes(what))) return false;
  const waited = last.at - request.at - waitDays * DAYS;
  if (last.what === 'activate') return waited >= 0 && waited < 30 * DAYS;
  if (last.what !== 'approve') return false;
  const lostAt = since.findLastIndex(({ what }) => what === 'suspend_second');
  const approvals = since.filter(({ what, actor }, at) => what === 'approve' && (actor === 'principal' || at > lostAt));
  return new Set(approvals.map(({ actor }) => actor)).size === 2;
}

/** What is stored after something happened to a grant, as the repository writes it. */
function afterGrantEvent(access: StagedAccessView, event: GrantEvent): StagedAccessView {
  switch (event) {
    case 'suspend':
      return {
        ...access,
        grantStatus: 'suspended',
        ...(access.status === 'revoked' ? {} : { ...AT_REST, status: 'arranged' as const }),
      };
    case 'resume':
      return { ...access, grantStatus: 'accepted' };
    case 'revoke':
      return { ...access, ...AT_REST, grantStatus: 'revoked', status: 'revoked' };
    case 'suspend_second': {
      const approvedBySecondAt = access.status === 'requested' ? null : access.approvedBySecondAt;
      return { ...access, secondGrantStatus: 'suspended', approvedBySecondAt };
    }
    case 'resume_second':
      return { ...access, secondGrantStatus: 'accepted' };
  }
}

const GRANT_MOVES: Readonly<Record<GrantEvent, (access: StagedAccessView) => boolean>> = {
  suspend: ({ grantStatus }) => grantStatus === 'accepted',
  resume: ({ grantStatus }) => grantStatus === 'suspended',
  revoke: ({ grantStatus }) => grantStatus !== 'revoked',
  suspend_second: ({ secondGrantStatus }) => secondGrantStatus === 'accepted',
  resume_second: ({ secondGrantStatus }) => secondGrantStatus === 'suspended',
};

/** Stands for the number of the request that is open. */
const LATEST = 0;

function named(step: StagedAccessStep, { requestNumber }: StagedAccessView): StagedAccessStep {
  return step.kind === 'approve' && step.requestNumber === LATEST ? { ...step, requestNumber } : step;
}

const theirs = (actor: Actor, step: StagedAccessStep): Command => ({ type: 'step', actor, step });
const REQUEST = theirs('grantee', { kind: 'request', reason: null });
const APPROVE: StagedAccessStep = { kind: 'approve', requestNumber: LATEST };

/** What gets somewhere, often; what ends everything, seldom; and now and then what is nobody's to do. */
const commands = fc.oneof(
  { weight: 6, arbitrary: fc.constant(REQUEST) },
  { weight: 6, arbitrary: fc.constantFrom<Actor>('principal', 'second').map((actor) => theirs(actor, APPROVE)) },
  { weight: 4, arbitrary: fc.constant(theirs('grantee', { kind: 'activate' })) },
  { weight: 2, arbitrary: fc.constant(theirs('principal', { kind: 'veto' })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom<Actor>('principal', 'grantee', 'second', 'stranger'),
        fc.constantFrom<StagedAccessStep>(
          { kind: 'request', reason: null },
          { kind: 'approve', requestNumber: 1 },
          { kind: 'approve', requestNumber: 2 },
          { kind: 'veto' },
          { kind: 'activate' },
        ),
      )
      .map(([actor, step]) => theirs(actor, step)),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(0, 1, HOURS, 25 * HOURS, 25 * HOURS, 48 * HOURS, 7 * DAYS - 1, 7 * DAYS, 31 * DAYS)
      .map((ms): Command => ({ type: 'wait', ms })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<GrantEvent>('suspend', 'resume', 'resume', 'suspend_second', 'resume_second', 'resume_second')
      .map((event): Command => ({ type: 'grant', event })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Command>(theirs('principal', { kind: 'revoke' }), { type: 'grant', event: 'revoke' }),
  },
);
const sequences = fc.array(commands, { maxLength: 60, size: 'max' });

/** Runs commands; hands every state with its history to `look`. @returns how often the access was open */
function run(
  list: readonly Command[],
  look: (access: StagedAccessView, history: readonly Done[], ms: number) => void,
): void {
  let stored = stagedAccess({ waitDays: 7, accessHours: 48 });
  let ms = 0;
  const history: Done[] = [];
  for (const command of list) {
    if (command.type === 'wait') ms += command.ms;
    else if (command.type === 'grant') {
      if (!GRANT_MOVES[command.event](stored)) continue;
      stored = afterGrantEvent(stored, command.event);
      history.push({ at: ms, what: command.event });
    } else {
      const now = after(ms);
      const settled = settle(stored, now);
      try {
        stored = takeStep(settled, named(command.step, settled), {
          party: partyOf(settled, ACTORS[command.actor], now),
          now,
        });
        history.push({ at: ms, what: command.step.kind, actor: command.actor });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
    look(settle(stored, after(ms)), history, ms);
  }
}

describe('[R-096] whatever anybody does in whichever order', () => {
  test('access is open exactly when the history gives it', () => {
    let opened = 0;
    fc.assert(
      fc.property(sequences, (list) => {
        const differ: Done[] = [];
        run(list, (access, history, ms) => {
          const open = access.status === 'active';
          opened += open ? 1 : 0;
          if (open !== mayRead(history, ms, access)) differ.push(...history);
        });
        expect(differ).toEqual([]);
      }),
      { numRuns: 500 },
    );
    // A model that never sees an access open would prove nothing.
    expect(opened).toBeGreaterThan(500);
  });

  test('nobody does what is not theirs, and no more than three requests fit into a day', () => {
    const may = { request: ['grantee'], activate: ['grantee'], veto: ['principal'], revoke: ['principal'] };
    fc.assert(
      fc.property(sequences, (list) => {
        let done: readonly Done[] = [];
        run(list, (_access, history) => {
          done = history;
        });
        const steps = done.flatMap(({ what, actor }) => (actor === undefined ? [] : [{ what, actor }]));
        const allowed: Readonly<Record<string, readonly string[]>> = { ...may, approve: ['principal', 'second'] };
        expect(steps.filter(({ what, actor }) => allowed[what]?.includes(actor) !== true)).toEqual([]);
        const requests = done.filter(({ what }) => what === 'request').map(({ at }) => at);
        const tooSoon = requests.filter((at, index) => at - (requests[index - 3] ?? -Infinity) < 24 * HOURS);
        expect(tooSoon).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
