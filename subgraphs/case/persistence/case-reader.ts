import { In } from 'typeorm';
import { CaseContactEntity } from './entities/case-contact.entity.ts';
import { CaseRecordEntity } from './entities/case-record.entity.ts';
import { EvidenceSlotEntity } from './entities/evidence-slot.entity.ts';
import type { Tier } from '#platform/auth';
import type { Database, Transaction } from '#platform/db';
import type { CaseContact, CaseTransition, Evidence } from '../domain/case-types.ts';
import type { CaseReader, ChildQuery, ListQuery, SharedPack } from '../domain/reader.ts';
import type { Pack, ShareLink } from '../domain/packs.ts';
import type { Scope } from '../domain/scope.ts';

const OWNED = `t.tenant_id AS "tenantId", t.principal_id AS "principalId", t.id, t.case_id AS "caseId"`;
const PACK = `${OWNED}, t.object_key AS "objectKey", t.key_id AS "keyId", t.wrapped_key AS "wrappedKey", t.sha256, t.byte_size AS "byteSize",
  t.tagmanifest_sha256 AS "tagmanifestSha256", t.document_count AS "documentCount", t.tiers, t.exported_at AS "exportedAt"`;
const TRANSITION = `${OWNED}, t.from_status AS "from", t.to_status AS "to", t.reason, t.at`;
const LINK = `${OWNED}, t.pack_id AS "packId", t.token_hash AS "tokenHash", t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.revoked_at AS "revokedAt", t.opened_count AS "openedCount"`;

/** That one way by a proxy's grant reaches the tier of every document in the pack; each way is the text of an array of tiers. */
const reachedByProxy = (ways: string): string =>
  `EXISTS (SELECT 1 FROM unnest(${ways}::text[]) AS way (tiers) WHERE t.tiers <@ way.tiers::text[])`;

/** One statement for the pages of many cases: the lateral part lets the index on (tenant_id, case_id, id) answer each by itself. */
const pagesOf = (columns: string, table: string, condition = 'true'): string => `SELECT wanted.at AS "wantedAt", page.*
  FROM unnest($3::uuid[], $4::uuid[], $5::integer[]) WITH ORDINALITY AS wanted (case_id, before, page_limit, at)
  CROSS JOIN LATERAL (
    SELECT ${columns} FROM ${table} t
    WHERE t.tenant_id = $1 AND t.principal_id = $2 AND t.case_id = wanted.case_id AND (wanted.before IS NULL OR t.id < wanted.before)
      AND ${condition}
    ORDER BY t.id DESC LIMIT wanted.page_limit
  ) page
  ORDER BY wanted.at, page.id DESC`;

const TRANSITION_PAGES = pagesOf(TRANSITION, 'case_transition');
const PACK_PAGES = pagesOf(PACK, 'pack');
const PACK_PAGES_OF_PROXY = pagesOf(
  PACK,
  'pack',
  `${reachedByProxy('$6')} AND EXISTS (
        SELECT 1 FROM case_record c WHERE c.tenant_id = t.tenant_id AND c.id = t.case_id AND c.status <> 'revoked')`,
);
const LINK_PAGES = pagesOf(LINK, 'share_link');
const CASE_PAGE = `SELECT id FROM case_record WHERE tenant_id = $1 AND principal_id = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`;
const FOR_NOMINEE = `(c.nominee_grant_id IS NOT NULL AND c.nominee_grant_id = ANY ($3::uuid[]) AND c.type = 'death_readiness'
    AND c.status IN ('exported', 'accessed_by_nominee'))`;
const SHARED_PACKS = `SELECT t.tenant_id AS "tenantId", t.principal_id AS "principalId", t.id, t.byte_size AS "byteSize",
    t.exported_at AS "exportedAt", c.type AS "caseType", c.status, ${FOR_NOMINEE} AS "isNominee"
  FROM case_record c JOIN pack t ON t.tenant_id = c.tenant_id AND t.case_id = c.id
  WHERE c.tenant_id = $1 AND c.principal_id = $2 AND ($5::uuid IS NULL OR t.id < $5)
    AND (${FOR_NOMINEE} OR (c.status <> 'revoked' AND ${reachedByProxy('$4')}))
  ORDER BY t.id DESC LIMIT $6`;

/** Reads for answers; each batch is one statement in one transaction of the scope. */
export function createCaseReader(db: Pick<Database, 'read'>): CaseReader {
  const pages =
    <Row>(sql: string) =>
    (scope: Scope, queries: readonly ChildQuery[]): Promise<Row[][]> =>
      db.read(scope, (tx) => childPages<Row>(tx, sql, scope, queries));
  return {
    casesByIds: async (scope, ids) => {
      const rows = await db.read(scope, ({ manager }) =>
        manager.findBy(CaseRecordEntity, { ...owned(scope), id: In([...ids]) }),
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id));
    },
    casePage: (scope, { before, limit }) =>
      db.read(scope, async (tx) => {
        const found = await tx.query<{ id: string }>(CASE_PAGE, [scope.tenantId, scope.principalId, before, limit]);
        return found.map(({ id }) => id);
      }),
    evidence: (scope, caseIds) =>
      grouped<Evidence>(db, scope, caseIds, ({ manager }, ids) =>
        manager.findBy(EvidenceSlotEntity, { ...owned(scope), caseId: In(ids) }),
      ),
    contacts: (scope, caseIds) =>
      grouped<CaseContact>(db, scope, caseIds, ({ manager }, ids) =>
        manager.find(CaseContactEntity, { where: { ...owned(scope), caseId: In(ids) }, order: { position: 'ASC' } }),
      ),
    transitions: pages<CaseTransition>(TRANSITION_PAGES),
    packs: (scope, queries, proxyTiers) =>
      proxyTiers === null
        ? pages<Pack>(PACK_PAGES)(scope, queries)
        : db.read(scope, (tx) => childPages<Pack>(tx, PACK_PAGES_OF_PROXY, scope, queries, proxyTiers.map(arrayText))),
    shareLinks: pages<ShareLink>(LINK_PAGES),
    sharedPacks: (scope, { nomineeGrantIds, proxyTiers }, { before, limit }: ListQuery) =>
      db.read(scope, (tx) =>
        tx.query<SharedPack>(SHARED_PACKS, [
          scope.tenantId,
          scope.principalId,
          nomineeGrantIds,
          proxyTiers.map(arrayText),
          before,
          limit,
        ]),
      ),
  };
}

function owned({ tenantId, principalId }: Scope): Scope {
  return { tenantId, principalId };
}

/** An array of tiers as PostgreSQL writes it: arrays of arrays would all need one length. */
function arrayText(tiers: readonly Tier[]): string {
  return `{${tiers.join(',')}}`;
}

async function childPages<Row>(
  tx: Transaction,
  pagesSql: string,
  scope: Scope,
  queries: readonly ChildQuery[],
  ...more: readonly unknown[]
): Promise<Row[][]> {
  const found: Row[][] = queries.map(() => []);
  const rows = await tx.query<Row & { wantedAt: string }>(pagesSql, [
    scope.tenantId,
    scope.principalId,
    queries.map(({ caseId }) => caseId),
    queries.map(({ before }) => before),
    queries.map(({ limit }) => limit),
    ...more,
  ]);
  for (const row of rows) found[Number(row.wantedAt) - 1]?.push(row);
  return found;
}

async function grouped<Row extends { readonly caseId: string }>(
  db: Pick<Database, 'read'>,
  scope: Scope,
  caseIds: readonly string[],
  read: (tx: Transaction, ids: string[]) => Promise<Row[]>,
): Promise<Row[][]> {
  const rows = Map.groupBy(await db.read(scope, (tx) => read(tx, [...caseIds])), ({ caseId }) => caseId);
  return caseIds.map((id) => rows.get(id) ?? []);
}
