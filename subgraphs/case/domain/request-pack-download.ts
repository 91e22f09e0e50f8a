import { AppError } from '#platform/errors';
import { caseEntry } from './change-case.ts';
import { isShared, nomineeMaySee } from './state-machine.ts';
import { heldBy, issueTicket } from './tickets.ts';
import type { Clock } from '#platform/clock';
import type { CallerAccess } from './access.ts';
import type { CaseRecord } from './case-types.ts';
import type { Pack } from './packs.ts';
import type { ScopeLookups, Stores, UnitOfWork } from './ports.ts';
import type { Call } from './call.ts';
import type { Subject } from './scope.ts';
import type { IssuedTicket, TicketDeps } from './tickets.ts';

/** Whose policy says who may fetch a pack: when the address is asked for, and again when it is followed. */
export const FETCHING = 'Mutation.requestPackDownload';

export interface RequestDownloadDeps extends TicketDeps {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
  readonly lookups: ScopeLookups;
}

interface FetchedPack {
  readonly pack: Pack;
  readonly record: CaseRecord;
  readonly subject: Subject;
}

/**
 * A one-time address for the owner of a pack, for their proxy within the tiers of the grant, or for the executor nominee whose
 * very grant the case names.
 * @throws AppError NOT_FOUND for everything else, whether or not the pack exists
 */
export async function requestPackDownload(
  deps: RequestDownloadDeps,
  call: Call,
  packId: string,
): Promise<IssuedTicket & { readonly pack: Pack }> {
  const [reached] = await call.access.reach(FETCHING, [packId], deps.lookups.ofPacks);
  if (reached === undefined) throw new AppError('NOT_FOUND');
  const scope = { tenantId: reached.tenantId, principalId: reached.principalId };
  const { subject } = await deps.uow.read(scope, (stores) => fetchable(stores, call.access, reached.subjects, packId));
  const { grant } = subject;
  return deps.uow.change({ scope, by: call.caller, grant, requestId: call.requestId }, async (stores) => {
    // Decided again under the lock: what was revoked a moment ago is revoked.
    const known = await stores.packs.find(packId);
    if (known !== undefined) await stores.cases.lock(known.caseId);
    const { pack, record } = await fetchable(stores, call.access, [subject], packId);
    const grantId = grant?.id ?? null;
    const ticket = await issueTicket(deps, stores, pack, heldBy(call, grantId), deps.clock.now());
    return {
      result: { ...ticket, pack },
      record: caseEntry('case.pack.request_download', record, { packId, grantId }),
    };
  });
}

/** @throws AppError NOT_FOUND when none of the ways leads to the pack */
async function fetchable(
  { cases, packs }: Stores,
  access: CallerAccess,
  ways: readonly Subject[],
  packId: string,
): Promise<FetchedPack> {
  const pack = await packs.find(packId);
  const record = pack && (await cases.find(pack.caseId));
  if (pack === undefined || record === undefined) throw new AppError('NOT_FOUND');
  const subject = wayToFetch(access, ways, record, pack);
  if (subject === undefined) throw new AppError('NOT_FOUND');
  return { pack, record, subject };
}

/** The first of these ways by which a pack may be fetched; who is the executor nominee fetches as that, also when a proxy too. */
export function wayToFetch(
  access: CallerAccess,
  ways: readonly Subject[],
  record: CaseRecord,
  pack: Pack,
): Subject | undefined {
  const reaching = ways.filter((way) => mayFetch(way, record, pack));
  if (reaching.length === 0) {
    if (ways.length > 0) access.refuse(FETCHING, ways.some(isProxy) && isShared(record.status) ? 'tier' : 'owner');
    return undefined;
  }
  return access.wayTo(FETCHING, [...reaching.filter((way) => !isProxy(way)), ...reaching.filter(isProxy)], record);
}

function isProxy({ grant }: Subject): boolean {
  return grant?.role === 'proxy';
}

/**
 * The owner always. Others from the export until the case is revoked: an executor nominee by the very grant that the case names, a
 * proxy when their grant reaches the tier of every document in the pack.
 */
function mayFetch({ grant, tiers }: Subject, record: CaseRecord, pack: Pack): boolean {
  if (grant === undefined) return true;
  if (grant.role === 'executor_nominee') return grant.id === record.nomineeGrantId && nomineeMaySee(record.status);
  return grant.role === 'proxy' && isShared(record.status) && pack.tiers.every((tier) => tiers.includes(tier));
}
