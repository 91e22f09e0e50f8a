import { AppError } from '#platform/errors';
import type { AuditClient } from '../client.ts';
import type { AppendReceipt, FactEvent, OutcomeEvent, PreparedEvent } from '../event.ts';

/** What a fake log was told, in order. */
export type RecordedEvent =
  | PreparedEvent
  | FactEvent
  | { readonly kind: 'OUTCOME'; readonly intentId: string; readonly outcome: OutcomeEvent['outcome'] };

export interface FakeAuditClient extends AuditClient {
  readonly events: RecordedEvent[];
  /** While true, nothing is confirmed. */
  unavailable: boolean;
}

/** An audit log in memory, for tests of services in which the log itself is not under test. Its proofs prove nothing. */
export function createFakeAuditClient(): FakeAuditClient {
  const events: RecordedEvent[] = [];
  const record = async (event: RecordedEvent, eventId: string): Promise<AppendReceipt> => {
    if (client.unavailable) throw new AppError('AUDIT_UNAVAILABLE');
    events.push(event);
    const leaf = JSON.stringify({ event_id: eventId, type: event.kind });
    return Promise.resolve({
      eventId,
      index: events.length - 1,
      leaf,
      proof: 'fake',
      salt: Buffer.alloc(32).toString('base64'),
    });
  };
  const client: FakeAuditClient = {
    events,
    unavailable: false,
    prepare: (event) => record(event, event.eventId),
    fact: (event) => record(event, event.eventId),
    outcome: (intentId, outcome) => record({ kind: 'OUTCOME', intentId, outcome }, intentId),
    pendingIntents: () => {
      const settled = new Set(events.flatMap((event) => (event.kind === 'OUTCOME' ? [event.intentId] : [])));
      const open = events.flatMap((event) =>
        event.kind === 'PREPARED' && !settled.has(event.intentId) ? [event] : [],
      );
      return Promise.resolve(open.map(({ intentId, requestId }) => ({ intentId, requestId, ageSeconds: 0 })));
    },
    intent: (intentId) => {
      const preparedIndex = events.findIndex((event) => event.kind === 'PREPARED' && event.intentId === intentId);
      const outcomeIndex = events.findIndex((event) => event.kind === 'OUTCOME' && event.intentId === intentId);
      const outcome = events[outcomeIndex];
      if (preparedIndex === -1) return Promise.reject(new AppError('NOT_FOUND'));
      return Promise.resolve({
        intentId,
        state: outcome?.kind === 'OUTCOME' ? outcome.outcome : 'PENDING',
        preparedIndex,
        preparedAt: new Date(0).toISOString(),
        outcomeIndex: outcome === undefined ? null : outcomeIndex,
      });
    },
    settled: () => Promise.resolve(),
    remember: () => undefined,
    excerpt: () => Promise.resolve({ checkpoint: '', entries: [], issued: null }),
    check: () => (client.unavailable ? Promise.reject(new AppError('AUDIT_UNAVAILABLE')) : Promise.resolve()),
  };
  return client;
}
