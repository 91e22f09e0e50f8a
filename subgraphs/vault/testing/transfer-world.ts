import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { testCaller } from '../../../tests/support/service/test-identity.ts';
import { auditActor } from '#platform/audit';
import { isSameOwner } from '../domain/requester.ts';
import type { AuditFact, AuditRecord } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Document, DocumentVersion } from '../domain/document.ts';
import type { ContentStore, Scanner, VaultDatabase, VaultTables } from '../domain/ports.ts';
import type { Requester } from '../domain/requester.ts';
import type { StoreDeps } from '../domain/store-version.ts';
import type { TicketPurpose, TicketSubject } from '../domain/ticket.ts';

/** Where a step of storing a version fails. */
export type Failure = 'stage' | 'scan' | 'standing' | 'audit' | 'release' | 'commit';

/** One version with a ticket, and everything an upload or a download of it touches, in memory. */
export interface TransferWorld {
  readonly deps: StoreDeps<string>;
  readonly clock: Clock & { advance(ms: number): void };
  /** The owner of it all; holds the ticket unless somebody else does. */
  readonly requester: Requester;
  readonly token: string;
  readonly document: Document;
  readonly version: DocumentVersion;
  /** What the rows say now. */
  state(): { version: DocumentVersion['status'] | 'gone'; ticketUsed: boolean };
  /** What the object store holds. */
  readonly objects: Set<string>;
  /** Contents that were opened and not closed. */
  readonly openContents: Set<string>;
  /** What was recorded, as `action` or `action problem`. */
  readonly recorded: string[];
  /** Where the next upload fails, and how. */
  failure: { readonly at: Failure; readonly error: Error } | undefined;
  /** Runs between staging and committing. */
  meanwhile: () => Promise<void>;
  /** What identity answers. */
  stands: boolean;
  /** What identity was asked. */
  readonly asked: string[];
}

/** Who holds the ticket, and by which grant. */
interface Held {
  readonly holder: Requester;
  readonly grantId: string | null;
}

interface Rows {
  subject: TicketSubject | undefined;
}

const TOKEN = 'A'.repeat(43);
const ALLOWED = { accessLevel: 'limited_write', admits: () => true, countRefusedLink: () => undefined } as const;

/**
 * @param purpose of the ticket; the version is announced for an upload, available for a download
 * @param held by somebody who acts for the owner; by the owner when absent
 */
export function createTransferWorld(purpose: TicketPurpose = 'upload', held?: Held): TransferWorld {
  const clock = createManualClock(1_790_000_000_000);
  const requester = someRequester();
  const subject = subjectOf(requester, held ?? { holder: requester, grantId: null }, purpose, clock.now());
  const rows: Rows = { subject };
  const objects = new Set<string>();
  const openContents = new Set<string>();
  const recorded: string[] = [];
  const asked: string[] = [];
  const failAt = (step: Failure): void => {
    if (world.failure?.at === step) throw world.failure.error;
  };
  const world: TransferWorld = {
    deps: {
      lookups: {
        ofTicket: (_hash, owners) => Promise.resolve(owners.find((owner) => isSameOwner(owner, requester.owner))),
      },
      database: createDatabase(rows, recorded, failAt),
      contents: createContents(objects, openContents, failAt),
      scanner: {
        scan: async () => {
          await world.meanwhile();
          failAt('scan');
          return 'clean';
        },
        check: () => Promise.resolve(),
      } satisfies Scanner<string>,
      tokens: { create: () => ({ token: TOKEN, hash: Buffer.from(TOKEN) }), hash: (token) => Buffer.from(token) },
      clock,
      refusals: { isFirst: () => true },
      stillStands: async ({ grantId, accessLevel }, tier) => {
        failAt('standing');
        asked.push(`${grantId === null ? 'session' : `grant ${accessLevel}`} ${tier}`);
        return Promise.resolve(world.stands);
      },
    },
    clock,
    requester,
    token: TOKEN,
    document: subject.document,
    version: subject.version,
    state: () => ({
      version: rows.subject?.version.status ?? 'gone',
      ticketUsed: rows.subject === undefined || rows.subject.ticket.consumedAt !== null,
    }),
    objects,
    openContents,
    recorded,
    failure: undefined,
    meanwhile: () => Promise.resolve(),
    stands: true,
    asked,
  };
  return world;
}

/** Somebody with their own rows, whom the schema lets have everything. */
export function someRequester(): Requester {
  const caller = { ...testCaller(), tokenExpiresAt: 0 };
  const { tenantId, principalId } = caller;
  const owner = { tenantId, principalId };
  return { caller, owner, grantId: null, actor: auditActor(caller), requestId: 'test-request', ...ALLOWED };
}

/** The same person, acting for somebody by a grant. */
export function asProxy({ caller, requestId }: Requester, { owner }: Requester, grantId: string): Requester {
  return { caller, owner, grantId, actor: { ...auditActor(caller), grantId }, requestId, ...ALLOWED };
}

function subjectOf(
  { owner }: Requester,
  { holder: { caller }, grantId }: Held,
  purpose: TicketPurpose,
  nowMs: number,
): TicketSubject {
  const createdAt = new Date(nowMs);
  const document = {
    id: newId(),
    ...owner,
    title: 'T',
    type: 'will',
    tier: 'amber',
    tags: [],
    createdAt,
  } as const;
  const claims = { sha256: '0'.repeat(64), byteSize: 5, mediaType: 'text/plain' } as const;
  const version = {
    ...owner,
    id: newId(),
    documentId: document.id,
    number: 1,
    status: purpose === 'upload' ? 'pending' : 'available',
    scan: 'not_scanned',
    ...claims,
    createdAt,
  } as const;
  const { principalId: holderId, sessionId } = caller;
  const expiresAt = new Date(nowMs + 600_000);
  const ticket = {
    id: newId(),
    purpose,
    versionId: version.id,
    holderId,
    sessionId,
    grantId,
    expiresAt,
    consumedAt: null,
  } as const;
  return { document, version, ticket };
}

/** A transaction works on a copy of the rows, which replaces them at its end or not at all. */
function createDatabase(rows: Rows, recorded: string[], failAt: (step: Failure) => void): VaultDatabase {
  const describe = ({ action, detail }: AuditRecord | AuditFact): string =>
    typeof detail?.['problem'] === 'string' ? `${action} ${detail['problem']}` : action;
  return {
    read: (_owner, work) => work(tablesOf({ ...rows })),
    change: async (_requester, work) => {
      const copy = { ...rows };
      const { result, record, beforeCommit } = await work(tablesOf(copy));
      failAt('audit');
      recorded.push(describe(record));
      await beforeCommit?.({ eventId: newId(), index: 0, leaf: '', proof: '', salt: '' });
      failAt('commit');
      rows.subject = copy.subject;
      return result;
    },
    fact: async (_requester, fact) => {
      failAt('audit');
      recorded.push(describe(fact));
      return Promise.resolve();
    },
  };
}

function tablesOf(rows: Rows): VaultTables {
  const change = (apply: (subject: TicketSubject) => TicketSubject | undefined): Promise<boolean> => {
    if (rows.subject?.version.status !== 'pending') return Promise.resolve(false);
    rows.subject = apply(rows.subject);
    return Promise.resolve(true);
  };
  const tables = {
    tickets: {
      find: () => Promise.resolve(rows.subject),
      consume: (_id: string, at: Date) => {
        if (rows.subject?.ticket.consumedAt !== null || rows.subject.ticket.expiresAt <= at)
          return Promise.resolve(false);
        rows.subject = { ...rows.subject, ticket: { ...rows.subject.ticket, consumedAt: at } };
        return Promise.resolve(true);
      },
    },
    documents: { find: () => Promise.resolve(rows.subject === undefined ? [] : [rows.subject.document]) },
    versions: {
      find: () => Promise.resolve(rows.subject?.version),
      findContent: () => Promise.resolve({ objectKey: 'object-1', keyId: 'key', wrappedKey: Buffer.alloc(1) }),
      makeAvailable: () => change((subject) => ({ ...subject, version: { ...subject.version, status: 'available' } })),
      deletePending: () => change(() => undefined),
    },
  };
  return tables as unknown as VaultTables;
}

function createContents(
  objects: Set<string>,
  openContents: Set<string>,
  failAt: (step: Failure) => void,
): ContentStore<string> {
  let attempts = 0;
  let opened = 0;
  return {
    stage: (identity) => {
      failAt('stage');
      attempts += 1;
      const objectKey = `object-${String(attempts)}`;
      objects.add(`quarantine/${objectKey}`);
      return Promise.resolve({ identity, content: { objectKey, keyId: 'key', wrappedKey: Buffer.alloc(1) } });
    },
    openStaged: () => Promise.resolve('content'),
    release: ({ content: { objectKey } }) => {
      failAt('release');
      if (!objects.delete(`quarantine/${objectKey}`)) throw new AppError('OBJECT_MISSING');
      objects.add(objectKey);
      return Promise.resolve();
    },
    discard: ({ content: { objectKey } }) => {
      objects.delete(`quarantine/${objectKey}`);
      return Promise.resolve();
    },
    open: () => {
      opened += 1;
      const content = `content-${String(opened)}`;
      openContents.add(content);
      return Promise.resolve(content);
    },
    close: (content) => {
      openContents.delete(content);
    },
  };
}
