import { AppError } from '#platform/errors';
import { caseEntry } from './change-case.ts';
import { isSameScope } from './scope.ts';
import { nomineeMaySee } from './state-machine.ts';
import { heldBy, issueTicket } from './tickets.ts';
import type { Clock } from '#platform/clock';
import type { CaseRecord } from './case-types.ts';
import type { Pack } from './packs.ts';
import type { ScopeLookups, UnitOfWork } from './ports.ts';
import type { GranteeCall, Subject } from './scope.ts';
import type { IssuedTicket, TicketDeps } from './tickets.ts';

export interface RequestDownloadDeps extends TicketDeps {
  readonly uow: UnitOfWork;
  readonly clock: Clock;
  readonly lookups: ScopeLookups;
}

/**
 * A one-time address for the owner of a pack, or for the executor nominee whose very grant the case names.
 * @throws AppError NOT_FOUND for everything else, whether or not the pack exists
 */
export async function requestPackDownload(
  deps: RequestDownloadDeps,
  call: GranteeCall,
  packId: string,
): Promise<IssuedTicket & { readonly pack: Pack }> {
  const scope = await deps.lookups.ofPack(packId);
  const candidates = call.subjects.filter((subject) => scope !== undefined && isSameScope(subject, scope));
  if (scope === undefined || candidates.length === 0) throw new AppError('NOT_FOUND');
  const subject = await deps.uow.read(scope, async ({ cases, packs }) => {
    const pack = await packs.find(packId);
    const record = pack && (await cases.find(pack.caseId));
    return record && candidates.find((candidate) => mayFetch(candidate, record));
  });
  if (subject === undefined) throw new AppError('NOT_FOUND');
  return deps.uow.change(
    { scope, by: call.caller, grant: subject.grant, requestId: call.requestId },
    async (stores) => {
      const pack = await stores.packs.find(packId);
      const record = pack && (await stores.cases.lock(pack.caseId));
      if (pack === undefined || record === undefined || !mayFetch(subject, record)) throw new AppError('NOT_FOUND');
      const grantId = subject.grant?.id ?? null;
      const ticket = await issueTicket(deps, stores, pack, heldBy(call, grantId), deps.clock.now());
      return {
        result: { ...ticket, pack },
        record: caseEntry('case.pack.request_download', record, { packId, grantId }),
      };
    },
  );
}

/** The owner always; an executor nominee by the grant that the case names, from the export until it is revoked. */
export function mayFetch({ grant }: Pick<Subject, 'grant'>, record: CaseRecord): boolean {
  return (
    grant === undefined ||
    (grant.role === 'executor_nominee' && grant.id === record.nomineeGrantId && nomineeMaySee(record.status))
  );
}
