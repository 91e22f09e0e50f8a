import { AppError } from '#platform/errors';
import { actOnCase, lockPermitted, requestOf } from './acting.ts';
import { caseEntry, moveCase, moved } from './change-case.ts';
import { planPack } from './plan-pack.ts';
import { statusAfterExport } from './state-machine.ts';
import { heldBy, issueTicket } from './tickets.ts';
import type { Tier } from '#platform/auth';
import type { CaseRecord } from './case-types.ts';
import type { Pack } from './packs.ts';
import type { PlanDeps } from './plan-pack.ts';
import type { ExportLimiter, PackBuilder, PackPlan, ScopeLookups, StagedPack, StoredPack, Stores } from './ports.ts';
import type { Acting, Call } from './call.ts';
import type { IssuedTicket, TicketDeps } from './tickets.ts';

export interface ExportDeps extends PlanDeps, TicketDeps {
  readonly lookups: ScopeLookups;
  readonly limiter: ExportLimiter;
  readonly builder: PackBuilder;
}

export interface ExportedPack extends IssuedTicket {
  readonly case: CaseRecord;
  readonly pack: Pack;
}

/**
 * Builds, signs, stores and records the pack of a case. The building happens before any transaction; the transaction covers
 * the log entry, the signature over it, the last bytes, and the rows.
 * @throws AppError what `planPack` and the builder throw; RATE_LIMITED; CONFLICT when the case changed meanwhile; NOT_FOUND when the
 *   grant did; AUDIT_UNAVAILABLE
 */
export async function exportPack(deps: ExportDeps, call: Call, caseId: string): Promise<ExportedPack> {
  const release = await deps.limiter.acquire(call.caller.principalId);
  try {
    const acting = await actOnCase(deps, call, 'Mutation.exportPack', caseId);
    const plan = await planPack(deps, acting, caseId);
    const staged = await deps.builder.build(acting, plan);
    return await commitPack(deps, acting, plan, staged);
  } finally {
    await release();
  }
}

async function commitPack(deps: ExportDeps, acting: Acting, plan: PackPlan, staged: StagedPack): Promise<ExportedPack> {
  const grantId = acting.subject.grant?.id ?? null;
  const progress = { mayBeCommitted: false };
  try {
    await assertGrantStands(deps, acting);
    // Crash from here on: an object without a row; the sweeper deletes it.
    return await deps.uow.change(requestOf(acting), async (stores) => {
      const { before, after } = await moveToExported(stores, acting, plan);
      const detail = {
        tagmanifestSha256: staged.tagmanifestSha256,
        packId: plan.packId,
        documents: plan.documents.length,
        ...moved(before, after),
      };
      const exported: { case: CaseRecord; pack?: Pack } & Partial<IssuedTicket> = { case: after };
      return {
        result: exported as ExportedPack,
        record: caseEntry('case.pack.export', before, detail),
        beforeCommit: async (receipt) => {
          const stored = await staged.seal({ receipt, detail });
          const pack = packOf(plan, staged, stored);
          await stores.packs.insert(pack);
          const ticket = await issueTicket(deps, stores, pack, heldBy(acting, grantId), deps.clock.now());
          Object.assign(exported, { pack, ...ticket });
          progress.mayBeCommitted = true;
        },
      };
    });
  } catch (error) {
    // Once everything is written a lost answer may hide a commit: then only the row says whether the object is needed.
    if (!progress.mayBeCommitted) await staged.discard();
    throw error;
  }
}

/**
 * Attack: a pack takes a minute to build, the grant of the proxy who asked is revoked meanwhile, and the pack goes out. Rule: whoever
 * acts by a grant holds it still when the pack is done; identity says so, because the token is from before.
 * @throws AppError NOT_FOUND, as for everybody without the grant
 */
async function assertGrantStands({ grants }: ExportDeps, { subject, ...call }: Acting): Promise<void> {
  if (subject.grant === undefined) return;
  const known = await grants.grant(call, subject.grant.id);
  if (known?.status === 'accepted') return;
  call.access.refuse('Mutation.exportPack', 'owner');
  throw new AppError('NOT_FOUND');
}

/** @throws AppError CONFLICT when the pack was built from something else than what the case is now */
async function moveToExported(
  stores: Stores,
  acting: Acting,
  { record, exportedAt }: PackPlan,
): Promise<{ before: CaseRecord; after: CaseRecord }> {
  const before = await lockPermitted(stores, acting, record.id);
  if (before.contentRevision !== record.contentRevision) throw new AppError('CONFLICT');
  const to = statusAfterExport(before.type, before.status);
  return { before, after: to === before.status ? before : await moveCase(stores, before, to, { at: exportedAt }) };
}

function packOf(
  { packId, record, documents, exportedAt }: PackPlan,
  { tagmanifestSha256 }: StagedPack,
  stored: StoredPack,
): Pack {
  const { tenantId, principalId, id: caseId } = record;
  return {
    id: packId,
    tenantId,
    principalId,
    caseId,
    ...stored,
    tagmanifestSha256,
    documentCount: documents.length,
    // The texts name people and how to reach them, whatever the documents are.
    tiers: [...new Set<Tier>(['amber', ...documents.map(({ document }) => document.tier)])],
    exportedAt,
  };
}
