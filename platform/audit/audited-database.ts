import { AppError } from '#platform/errors';
import { claimKey, currentKeyedCall } from '#platform/idempotency';
import { newId } from '#platform/ids';
import type { Clock } from '#platform/clock';
import type { Database, Transaction, TransactionScope } from '#platform/db';
import type { Logger } from '#platform/logging';
import type { AuditClient } from './client.ts';
import type { AppendReceipt, AuditActor, AuditFact, AuditRecord } from './event.ts';

export interface ChangeRequest {
  readonly scope: TransactionScope | null;
  readonly actor: AuditActor;
  readonly requestId: string;
}

/** What the work of a change hands back. */
export interface Change<Result> {
  readonly result: Result;
  readonly record: AuditRecord;
  /** Runs after the PREPARED entry is proven and before COMMIT; a failure rolls the change back. */
  readonly beforeCommit?: (prepared: AppendReceipt) => Promise<void>;
}

export interface AuditedDatabase {
  read: Database['read'];
  /**
   * The only way to change something: writes, PREPARED entry, receipt, COMMIT; the OUTCOME entry follows without being waited for
   * (ADR 40). Inside a keyed call the key is used up by the same transaction, which keeps the answer.
   * @throws AppError AUDIT_UNAVAILABLE when the audit service does not confirm; nothing has changed then
   * @throws AppError IDEMPOTENCY_IN_PROGRESS when another transaction holds or has used the key; nothing has changed here
   */
  change<Result>(request: ChangeRequest, work: (tx: Transaction) => Promise<Change<Result>>): Promise<Result>;
  /** Records something that changes no row. @throws AppError AUDIT_UNAVAILABLE */
  fact(request: Omit<ChangeRequest, 'scope'>, fact: AuditFact): Promise<AppendReceipt>;
}

interface Deps {
  readonly db: Database;
  readonly client: AuditClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

const INSERT_RECEIPT = `INSERT INTO audit_receipt (intent_id, state, log_index, proof) VALUES ($1, 'COMMITTED', $2, $3)`;

/** Binds a database to the audit log (audit design, section 4). */
export function createAuditedDatabase({ db, client, clock, logger }: Deps): AuditedDatabase {
  return {
    read: (scope, work) => db.read(scope, work),
    change: async (request, work) => {
      const keyed = currentKeyedCall();
      const nowMs = clock.now();
      // Each attempt is an intent of its own; the key says which of them was committed.
      const intentId = newId(nowMs);
      const result = await db.write(request.scope, async (tx) => {
        const claimed = keyed && (await claimKey(tx, keyed, { intentId, grantId: request.actor.grantId, nowMs }));
        const { result: changed, record, beforeCommit } = await work(tx);
        // Crash here: rolled back, the log has nothing. Nothing happened.
        const receipt = await client.prepare({
          kind: 'PREPARED',
          eventId: intentId,
          intentId,
          ...described(record),
          actor: request.actor,
          requestId: request.requestId,
        });
        // Crash here: rolled back, the log says PREPARED; the reconciler adds ABORTED.
        await insertReceipt(tx, intentId, receipt);
        await beforeCommit?.(receipt);
        // Crash from here on: the answer is there when, and only when, the change is.
        await claimed?.keep(changed);
        return changed;
      });
      // Crash here: committed with its receipt; the reconciler adds COMMITTED.
      void reportCommitted(intentId, request.requestId);
      return result;
    },
    fact: ({ actor, requestId }, fact) =>
      client.fact({
        kind: 'FACT',
        eventId: newId(clock.now()),
        ...described(fact),
        actor,
        requestId,
        outcome: fact.outcome,
        reasonCode: fact.reasonCode ?? null,
      }),
  };

  /** The change is done and logged as attempted; a missing outcome is delivered later and is no reason to say it failed. */
  async function reportCommitted(intentId: string, requestId: string): Promise<void> {
    try {
      await client.outcome(intentId, 'COMMITTED', requestId);
    } catch (error) {
      logger.warn({ err: error, intentId }, 'the outcome was not logged yet; the reconciler will');
    }
  }
}

/**
 * The reconciler may have declared the intent dead in the meantime; its tombstone has the same key, and this transaction
 * cannot commit any more.
 */
async function insertReceipt(tx: Transaction, intentId: string, { index, proof }: AppendReceipt): Promise<void> {
  try {
    await tx.query(INSERT_RECEIPT, [intentId, index, proof]);
  } catch (cause) {
    throw new AppError('AUDIT_UNAVAILABLE', { cause });
  }
}

function described({ action, tenantId, target, tier, detail }: AuditRecord | AuditFact): Pick<
  AuditFact,
  'action' | 'tenantId' | 'target' | 'tier'
> & {
  detail: NonNullable<AuditFact['detail']>;
} {
  return { action, tenantId, target, tier, detail: detail ?? {} };
}
