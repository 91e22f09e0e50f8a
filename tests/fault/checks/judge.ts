import { CHANGING, MAKING } from './objects.ts';
import type { Acknowledged } from '../load/load.ts';
import type { AuditedService } from '../stack/settings.ts';
import type { Receipt, StoredData, StoredObject } from './read-data.ts';
import type { LoggedIntent } from './log-entries.ts';

/** What is looked at together: the log, the data, and what clients were told. */
export interface Evidence {
  /** Every intent that was ever read from the log. */
  readonly intents: ReadonlyMap<string, LoggedIntent>;
  /** Intents to look at: those of this round, or all. */
  readonly touched: readonly LoggedIntent[];
  readonly data: StoredData;
  readonly acknowledged: readonly Acknowledged[];
  /** How often each action may have happened since the beginning: it was acknowledged, or its end is not known. */
  readonly askedFor: ReadonlyMap<string, number>;
  /** Objects that were there before anything was broken, such as those of the demo people. */
  readonly foundAtFirst: ReadonlySet<string>;
}

/** What contradicts the promise: no acknowledged change without an entry, no entry that is untrue. Empty when nothing does. */
export function judge(evidence: Evidence): string[] {
  const { touched } = evidence;
  return [
    ...touched.flatMap((intent) => intentProblems(intent, evidence)),
    ...acknowledgedProblems(evidence),
    ...unloggedReceipts(evidence),
    ...unloggedObjects(evidence),
    ...statesThatDiffer(evidence),
    ...keyProblems(evidence),
    ...madeTooOften(evidence),
  ];
}

function intentProblems(intent: LoggedIntent, evidence: Evidence): string[] {
  const { outcome, outcomes, intentId, action } = intent;
  const receipt = evidence.data.receipts.get(intent.service as AuditedService)?.get(intentId);
  const say = (what: string): string[] => [`${action} (intent ${intentId}): ${what}`];
  if (outcomes > 1) return say(`has ${String(outcomes)} outcomes`);
  if (outcome === undefined) return say('has no outcome, long after the bound of the reconciler');
  if (outcome === 'COMMITTED') return committedProblems(intent, receipt, objectOf(intent, evidence)).flatMap(say);
  if (receipt?.state !== 'ABORTED')
    return say(`is ABORTED in the log, and its receipt is ${receipt?.state ?? 'missing'}`);
  if (objectOf(intent, evidence) !== undefined) return say('is ABORTED in the log, and its object is there');
  return [];
}

function committedProblems(
  intent: LoggedIntent,
  receipt: Receipt | undefined,
  object: StoredObject | undefined,
): string[] {
  if (receipt?.state !== 'COMMITTED')
    return [`is COMMITTED in the log, and its receipt is ${receipt?.state ?? 'missing'}`];
  const problems: string[] = [];
  if (receipt.logIndex !== intent.preparedAt) problems.push(`its receipt names entry ${String(receipt.logIndex)}`);
  const table = MAKING[intent.action];
  if (table === undefined) return problems;
  if (object === undefined) problems.push('is COMMITTED in the log, and its object is not there');
  else if (table.isWrittenOnce && object.xmin !== receipt.xmin)
    problems.push('its object came with another transaction');
  return problems;
}

/** The object that an intent makes; undefined also for an intent that makes none. */
function objectOf({ action, targetId }: LoggedIntent, { data }: Evidence): StoredObject | undefined {
  const table = MAKING[action];
  return table && data.objects.get(table)?.get(targetId);
}

function acknowledgedProblems({ acknowledged, intents, data }: Evidence): string[] {
  const committed = new Set<string>();
  for (const { outcome, action, targetId } of intents.values())
    if (outcome === 'COMMITTED') committed.add(`${action} ${targetId}`);
  return acknowledged.flatMap(({ action, id }) => {
    const table = MAKING[action] ?? CHANGING[action]?.table;
    if (!committed.has(`${action} ${id}`))
      return [`${action} of ${id} was acknowledged, and is not COMMITTED in the log`];
    if (table !== undefined && data.objects.get(table)?.has(id) !== true)
      return [`${action} of ${id} was acknowledged, and is not in the data`];
    return [];
  });
}

function unloggedReceipts({ intents, data }: Evidence): string[] {
  return [...data.receipts].flatMap(([service, receipts]) =>
    [...receipts.values()].flatMap(({ intentId, state }) =>
      state === 'ABORTED' || intents.get(intentId)?.outcome === 'COMMITTED'
        ? []
        : [`${service} has a receipt for ${intentId}, which is not COMMITTED in the log`],
    ),
  );
}

/** An object without a committed entry, or with two. */
function unloggedObjects({ intents, data, foundAtFirst }: Evidence): string[] {
  const makers = new Map<string, number>();
  for (const { outcome, action, targetId } of intents.values())
    if (outcome === 'COMMITTED' && action in MAKING) makers.set(targetId, (makers.get(targetId) ?? 0) + 1);
  return [...data.objects].flatMap(([{ table }, objects]) =>
    [...objects.keys()].flatMap((id) =>
      makers.get(id) === 1 || foundAtFirst.has(id)
        ? []
        : [`${table} has ${id}, which ${String(makers.get(id) ?? 0)} entries made`],
    ),
  );
}

/** The state is that of the newest committed change; changes of one object wait for each other before they are prepared. */
function statesThatDiffer({ intents, data }: Evidence): string[] {
  const newest = new Map<string, LoggedIntent>();
  for (const intent of intents.values()) {
    if (intent.outcome !== 'COMMITTED' || !(intent.action in CHANGING)) continue;
    const known = newest.get(intent.targetId);
    if (known === undefined || known.preparedAt < intent.preparedAt) newest.set(intent.targetId, intent);
  }
  return [...newest.values()].flatMap(({ action, targetId }) => {
    const change = CHANGING[action];
    const state = change && data.objects.get(change.table)?.get(targetId)?.state;
    return state === change?.state ? [] : [`after ${action} ${targetId} is ${state ?? 'not there'}`];
  });
}

/** A key that was used up stands for one committed change. */
function keyProblems({ intents, data }: Evidence): string[] {
  return [...data.keyed].flatMap(([service, intentIds]) =>
    intentIds.flatMap((id) =>
      intents.get(id)?.outcome === 'COMMITTED'
        ? []
        : [`${service} has answered under a key for ${id}, which is not COMMITTED`],
    ),
  );
}

/** A change that was asked for again under its key must not happen again. */
function madeTooOften({ intents, askedFor, foundAtFirst }: Evidence): string[] {
  const made = new Map<string, number>();
  for (const { outcome, action, targetId } of intents.values())
    if (outcome === 'COMMITTED' && action in MAKING && !foundAtFirst.has(targetId))
      made.set(action, (made.get(action) ?? 0) + 1);
  return [...made].flatMap(([action, times]) => {
    const atMost = askedFor.get(action) ?? 0;
    return times <= atMost
      ? []
      : [`${action} happened ${String(times)} times, and was asked for ${String(atMost)} times`];
  });
}
