import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '#platform/errors';
import { baseContext } from '#platform/graphql';
import { createHttpServer, parseJsonBody, requireSignedCaller } from '#platform/http';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestVerifier, parseServiceKeys } from '#platform/signing';
import type { FastifyInstance } from 'fastify';
import type { Caller, Tier } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { ServiceKeyEntry } from '#platform/signing';

/** A document as the fake keeps it. */
export interface FakeDocument {
  readonly id: string;
  readonly ownerId: string;
  title: string;
  tier: 'GREEN' | 'AMBER' | 'RED';
  content: Buffer;
  mediaType: string;
  versionId: string;
  /** False before the first upload. */
  available: boolean;
  /** What is sent instead of `content`. */
  sent?: Buffer;
  /** Set: the answer breaks off after the first half. */
  cut?: boolean;
}

export interface FakeVault {
  readonly url: string;
  readonly documents: FakeDocument[];
  readonly people: { id: string; ownerId: string; fullName: string }[];
  /** Requests for bytes so far. */
  readonly reads: string[];
  /** Runs before bytes are sent. */
  beforeRead: () => Promise<void> | void;
  add(ownerId: string, change?: Partial<FakeDocument>): FakeDocument;
  close(): Promise<void>;
}

export interface FakeServiceDeps {
  readonly entries: readonly ServiceKeyEntry[];
  readonly clock: Clock;
  readonly verifyContextToken: (token: string) => Promise<Caller>;
}

/** A vault with what the case service asks of it: signed, and answering for the person behind the context token and the grants in it. */
export async function startFakeVault(deps: FakeServiceDeps): Promise<FakeVault> {
  const vault: Omit<FakeVault, 'url' | 'close'> = {
    documents: [],
    people: [],
    reads: [],
    beforeRead: () => undefined,
    add: (ownerId, change = {}) => {
      const document: FakeDocument = {
        id: newId(),
        ownerId,
        title: 'A document',
        tier: 'AMBER',
        content: Buffer.from(`%PDF-1.7 ${newId()}`),
        mediaType: 'application/pdf',
        versionId: newId(),
        available: true,
        ...change,
      };
      vault.documents.push(document);
      return document;
    },
  };
  const server = signedServer('vault', deps);
  const isShown = (caller: Caller, { ownerId, tier }: Pick<FakeDocument, 'ownerId' | 'tier'>): boolean =>
    tiersAt(caller, ownerId, deps.clock).includes(tier.toLowerCase() as Tier);
  registerEntities(server, deps, {
    Document: (id, caller) => {
      const found = vault.documents.find((document) => document.id === id);
      return found !== undefined && isShown(caller, found) ? asEntity(found) : null;
    },
    Person: (id, caller) => {
      const found = vault.people.find((person) => person.id === id);
      if (found === undefined || tiersAt(caller, found.ownerId, deps.clock).length === 0) return null;
      return { id, fullName: found.fullName, owner: { id: found.ownerId } };
    },
  });
  server.get<{ Params: Record<'documentId' | 'versionId', string> }>(
    '/internal/documents/:documentId/versions/:versionId/content',
    async (request, reply) => {
      const { actor } = await baseContext(request, deps.verifyContextToken);
      const { documentId, versionId } = request.params;
      vault.reads.push(documentId);
      await vault.beforeRead();
      const found = vault.documents.find(
        (document) => document.id === documentId && document.versionId === versionId && document.available,
      );
      if (found === undefined || actor.kind === 'anonymous' || !isShown(actor, found)) throw new AppError('NOT_FOUND');
      const bytes = found.sent ?? found.content;
      return reply.header('content-type', found.mediaType).send(found.cut === true ? brokenOff(bytes) : bytes);
    },
  );
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(vault, { url, close: () => server.close() });
}

/** Tiers of somebody's objects that a caller sees: their own, or those of a proxy's grant that lets them read everything. */
function tiersAt({ principalId, tiers, grants }: Caller, ownerId: string, clock: Clock): readonly Tier[] {
  if (principalId === ownerId) return tiers;
  const grant = grants.find(
    ({ role, accessLevel, expiresAt, ...held }) =>
      held.principalId === ownerId &&
      role === 'proxy' &&
      accessLevel !== 'read_only_packs' &&
      (expiresAt === null || expiresAt * 1_000 > clock.now()),
  );
  return grant?.tiers ?? [];
}

function asEntity({ id, ownerId, title, tier, available, versionId, content, mediaType }: FakeDocument): unknown {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const currentVersion = available
    ? { id: versionId, status: 'AVAILABLE', sha256, byteSize: content.length, mediaType }
    : null;
  return { id, title, type: 'OTHER', tier, owner: { id: ownerId }, currentVersion };
}

function brokenOff(bytes: Buffer): Readable {
  return Readable.from(
    (async function* halves() {
      yield await Promise.resolve(bytes.subarray(0, bytes.length / 2));
      throw new Error('broken off');
    })(),
  );
}

/** A server that demands signed calls to `callee`. */
export function signedServer(
  callee: string,
  { entries, clock }: FakeServiceDeps,
  unsigned: ReadonlySet<string> = new Set(),
): FastifyInstance {
  const server = createHttpServer({ logger: silentLogger, dependencies: {} });
  const nonces = createNonceStore(createInProcessState({ clock }));
  requireSignedCaller(
    server,
    createRequestVerifier({ keys: parseServiceKeys(JSON.stringify(entries)), callee, clock, nonces }),
    unsigned,
  );
  return server;
}

type Resolve = (id: string, caller: Caller) => unknown;

/** `POST /graphql` that answers `_entities` queries. */
export function registerEntities(
  server: FastifyInstance,
  deps: FakeServiceDeps,
  types: Readonly<Record<string, Resolve>>,
): void {
  server.post('/graphql', async (request) => {
    const { actor } = await baseContext(request, deps.verifyContextToken);
    if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
    const { variables } = parseJsonBody(request.body) as {
      variables: { representations: { __typename: string; id: string }[] };
    };
    return {
      data: {
        _entities: variables.representations.map(({ __typename, id }) => types[__typename]?.(id, actor) ?? null),
      },
    };
  });
}
