/** An entry as the database has it. */
export interface EntryRow {
  readonly index: string;
  readonly eventId: string;
  readonly kind: 'PREPARED' | 'OUTCOME' | 'FACT';
  readonly intentId: string | null;
  readonly service: string;
  readonly action: string;
  readonly targetId: string | null;
  readonly outcome: string;
  readonly tenantRef: string;
  readonly tenantSeq: string;
  readonly leaf: string;
}

/** A change as the log tells it. */
export interface LoggedIntent {
  readonly intentId: string;
  readonly service: string;
  readonly action: string;
  /** The object itself, not its pseudonym. */
  readonly targetId: string;
  readonly preparedAt: number;
  /** Undefined while there is none. */
  outcome: string | undefined;
  outcomes: number;
}

/** What entries say, taken together as they come. */
export interface LogEntries {
  readonly intents: ReadonlyMap<string, LoggedIntent>;
  /** @param hash of the leaf of the entry. @returns what is wrong with it, and the intent that it is about */
  take(
    row: EntryRow,
    hash: Buffer,
  ): { readonly problems: readonly string[]; readonly intent: LoggedIntent | undefined };
}

/** What the first entry of a tenant names in place of the one before it. */
const NO_LEAF = '0'.repeat(64);

interface Link {
  readonly seq: number;
  readonly hash: Buffer;
}

export function createLogEntries(): LogEntries {
  const intents = new Map<string, LoggedIntent>();
  const eventIds = new Set<string>();
  const chains = new Map<string, Link>();
  return {
    intents,
    take: (row, hash) => {
      const problems = linkProblems(row, chains.get(row.tenantRef));
      chains.set(row.tenantRef, { seq: Number(row.tenantSeq), hash });
      if (eventIds.has(row.eventId)) problems.push(`event ${row.eventId} is there twice`);
      eventIds.add(row.eventId);
      const intent = row.intentId === null ? undefined : follow(row, row.intentId, intents, problems);
      return { problems, intent };
    },
  };
}

function linkProblems(row: EntryRow, before: Link | undefined): string[] {
  const said = JSON.parse(row.leaf) as Record<string, unknown>;
  const problems: string[] = [];
  if (Number(row.tenantSeq) !== (before?.seq ?? 0) + 1)
    problems.push(`entry ${row.index} is not the next of its tenant`);
  if (said['tenant_prev'] !== (before?.hash.toString('hex') ?? NO_LEAF))
    problems.push(`entry ${row.index} does not follow the entry before it of its tenant`);
  if (said['event_id'] !== row.eventId || said['type'] !== row.kind || said['outcome'] !== row.outcome)
    problems.push(`entry ${row.index} and its leaf say different things`);
  return problems;
}

function follow(
  row: EntryRow,
  intentId: string,
  intents: Map<string, LoggedIntent>,
  problems: string[],
): LoggedIntent | undefined {
  const known = intents.get(intentId);
  if (row.kind === 'PREPARED') {
    if (known !== undefined) problems.push(`intent ${intentId} is prepared twice`);
    const { service, action, targetId } = row;
    const preparedAt = Number(row.index);
    const intent = { intentId, service, action, targetId: targetId ?? '', preparedAt, outcome: undefined, outcomes: 0 };
    intents.set(intentId, intent);
    return intent;
  }
  if (known === undefined) {
    problems.push(`entry ${row.index} is the outcome of nothing`);
    return undefined;
  }
  known.outcome = row.outcome;
  known.outcomes += 1;
  return known;
}
