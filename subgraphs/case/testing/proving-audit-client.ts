import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#platform/errors';
import { derivedId } from '#platform/ids';
import { canonicalJson, formatProofFile } from '#platform/tlog';
import { createSmallLog } from '../../../cli/audit/testing/small-log.ts';
import type { AppendReceipt, AuditClient, AuditDetail, AuditEvent, FactEvent, PreparedEvent } from '#platform/audit';
import type { NoteSigner } from '#platform/tlog';

export interface ProvingAuditClient extends AuditClient {
  /** What it was told, outcomes left out, in order. */
  readonly events: (PreparedEvent | FactEvent)[];
  /** While true, nothing is confirmed. */
  unavailable: boolean;
  /** Runs before an event is appended; what it throws is the answer. */
  before: (event: PreparedEvent | FactEvent) => Promise<void> | void;
}

interface Entry {
  readonly targetId: string;
  readonly leaf: string;
}

/** An audit log in memory whose proofs prove what they say, as the real one's do. */
export function createProvingAuditClient(signer: NoteSigner): ProvingAuditClient {
  const log = createSmallLog(signer);
  const entries: Entry[] = [];
  const append = (
    eventId: string,
    targetId: string,
    fields: Record<string, unknown>,
    detail?: AuditDetail,
  ): Promise<AppendReceipt> => appendTo({ log, entries, eventId, targetId, fields, detail });
  const record = async (event: PreparedEvent | FactEvent): Promise<AppendReceipt> => {
    await client.before(event);
    if (client.unavailable) throw new AppError('AUDIT_UNAVAILABLE');
    client.events.push(event);
    const { kind: type, action, tenantId, eventId, target } = event;
    return append(eventId, target.id, { type, action, tenant_ref: derivedId('ref', tenantId) }, event.detail);
  };
  const client: ProvingAuditClient = {
    events: [],
    unavailable: false,
    before: () => undefined,
    prepare: record,
    fact: record,
    outcome: (intentId, outcome) => {
      const prepared = client.events.find((event) => event.kind === 'PREPARED' && event.intentId === intentId);
      if (prepared === undefined || client.unavailable) return Promise.reject(new AppError('AUDIT_UNAVAILABLE'));
      const { action, tenantId, target } = prepared;
      return append(derivedId('outcome', intentId), target.id, {
        type: 'OUTCOME',
        outcome,
        action,
        tenant_ref: derivedId('ref', tenantId),
      });
    },
    pendingIntents: () => Promise.resolve([]),
    intent: () => Promise.reject(new AppError('NOT_FOUND')),
    remember: () => undefined,
    excerpt: async ({ targetId }) => {
      if (client.unavailable) throw new AppError('AUDIT_UNAVAILABLE');
      const own = entries.flatMap((entry, index) => (entry.targetId === targetId ? [{ index, leaf: entry.leaf }] : []));
      const proven = own.map(async ({ index, leaf }) => ({
        index,
        leaf,
        proof: (await log.proof(index)).map((hash) => hash.toString('base64')),
      }));
      return { checkpoint: log.checkpoint().toString(), entries: await Promise.all(proven) };
    },
    check: () => (client.unavailable ? Promise.reject(new AppError('AUDIT_UNAVAILABLE')) : Promise.resolve()),
  };
  return client;
}

async function appendTo({
  log,
  entries,
  eventId,
  targetId,
  fields,
  detail,
}: {
  log: ReturnType<typeof createSmallLog>;
  entries: Entry[];
  eventId: AuditEvent['eventId'];
  targetId: string;
  fields: Record<string, unknown>;
  detail: AuditDetail | undefined;
}): Promise<AppendReceipt> {
  const salt = randomBytes(32);
  const commitment =
    detail &&
    createHash('sha256').update('lifeready-audit/detail/v1\0').update(salt).update(canonicalJson(detail)).digest('hex');
  const leaf = canonicalJson({
    v: 1,
    event_id: eventId,
    ...fields,
    ...(commitment === undefined ? {} : { detail_commit: commitment }),
  }).toString();
  entries.push({ targetId, leaf });
  const index = log.append(leaf);
  const proof = formatProofFile({ index, proof: await log.proof(index), checkpoint: log.checkpoint() });
  return { eventId, index, leaf, proof: proof.toString(), salt: salt.toString('base64') };
}
