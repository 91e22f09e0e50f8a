import { randomBytes } from 'node:crypto';
import { commitToDetail } from '#platform/audit';
import { AppError } from '#platform/errors';
import { derivedId, newId } from '#platform/ids';
import { canonicalJson, formatProofFile, leafHash } from '#platform/tlog';
import { createSmallLog } from '../../../cli/audit/testing/small-log.ts';
import type {
  AppendReceipt,
  AuditClient,
  AuditDetail,
  AuditEvent,
  AuditExcerpt,
  FactEvent,
  PreparedEvent,
} from '#platform/audit';
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
  readonly tenantId: string;
  readonly targetId: string;
  readonly leaf: string;
}

type Described = Pick<PreparedEvent, 'tenantId' | 'action' | 'target'>;

/** An audit log in memory whose proofs prove what they say, as the real one's do. */
export function createProvingAuditClient(signer: NoteSigner): ProvingAuditClient {
  const log = createChainedLog(signer);
  const record = async (event: PreparedEvent | FactEvent): Promise<AppendReceipt> => {
    await client.before(event);
    if (client.unavailable) throw new AppError('AUDIT_UNAVAILABLE');
    client.events.push(event);
    const { kind: type, eventId } = event;
    return log.append(eventId, event, { type }, event.detail);
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
      return log.append(derivedId('outcome', intentId), prepared, { type: 'OUTCOME', outcome });
    },
    pendingIntents: () => Promise.resolve([]),
    intent: () => Promise.reject(new AppError('NOT_FOUND')),
    settled: () => Promise.resolve(),
    remember: () => undefined,
    excerpt: ({ targetId }) =>
      client.unavailable ? Promise.reject(new AppError('AUDIT_UNAVAILABLE')) : log.excerpt(targetId),
    check: () => (client.unavailable ? Promise.reject(new AppError('AUDIT_UNAVAILABLE')) : Promise.resolve()),
  };
  return client;
}

interface ChainedLog {
  append(
    eventId: AuditEvent['eventId'],
    described: Described,
    fields: Record<string, unknown>,
    detail?: AuditDetail,
  ): Promise<AppendReceipt>;
  /** Entries about a case, up to one about the excerpt. */
  excerpt(targetId: string): Promise<AuditExcerpt>;
}

/** Each tenant has a chain of its own in it. */
function createChainedLog(signer: NoteSigner): ChainedLog {
  const log = createSmallLog(signer);
  const entries: Entry[] = [];
  const append: ChainedLog['append'] = async (eventId, { tenantId, action, target }, fields, detail) => {
    const chain = entries.filter((entry) => entry.tenantId === tenantId);
    const previous = chain.at(-1);
    const salt = randomBytes(32);
    const leaf = canonicalJson({
      v: 1,
      event_id: eventId,
      ...fields,
      action,
      tenant_ref: derivedId('ref', tenantId),
      tenant_seq: chain.length + 1,
      tenant_prev: previous === undefined ? '0'.repeat(64) : leafHash(Buffer.from(previous.leaf)).toString('hex'),
      target_type: target.type,
      target_ref: derivedId('ref', target.id),
      ...(detail === undefined ? {} : { detail_commit: commitToDetail(detail, salt).toString('hex') }),
    }).toString();
    entries.push({ tenantId, targetId: target.id, leaf });
    const index = log.append(leaf);
    const proof = formatProofFile({ index, proof: await log.proof(index), checkpoint: log.checkpoint() });
    return { eventId, index, leaf, proof: proof.toString(), salt: salt.toString('base64') };
  };
  return {
    append,
    excerpt: async (targetId) => {
      const tenantId = entries.find((entry) => entry.targetId === targetId)?.tenantId;
      if (tenantId === undefined) return { checkpoint: log.checkpoint().toString(), entries: [], issued: null };
      const known = entries.filter((entry) => entry.targetId === targetId).length;
      const detail = { about: 'Case', disclosed: known, logSize: entries.length };
      const target = { type: 'Case', id: targetId, ownerPrincipalId: null } as const;
      const issue = { tenantId, action: 'audit.excerpt.issue', target } as const;
      const { salt } = await append(newId(), issue, { type: 'FACT', outcome: 'OK' }, detail);
      let withheld = 0;
      const lines: AuditExcerpt['entries'] = [];
      for (const [index, entry] of entries.entries()) {
        if (entry.tenantId !== tenantId) continue;
        if (entry.targetId !== targetId) {
          withheld += 1;
          continue;
        }
        const proof = (await log.proof(index)).map((hash) => hash.toString('base64'));
        lines.push({ index, withheld, leaf: entry.leaf, proof });
        withheld = 0;
      }
      return { checkpoint: log.checkpoint().toString(), entries: lines, issued: { salt, detail } };
    },
  };
}
