import { isId } from '#platform/ids';
import { missingOf, slotViews } from '../../domain/slots.ts';
import { childPage } from '../child-page.ts';
import type { Connection, PageArguments } from '#platform/paging';
import type { CaseContext } from '../../context.ts';
import type { CaseContact, CaseRecord, CaseTransition } from '../../domain/case-types.ts';
import type { Pack, ShareLink } from '../../domain/packs.ts';
import type { SlotView } from '../../domain/slots.ts';

export interface Reference<TypeName extends string> {
  readonly __typename: TypeName;
  readonly id: string;
}

export const Case = {
  /** What is malformed, foreign or missing is null, in the same way. */
  __resolveReference: async (
    { id }: { readonly id: unknown },
    { actor, loaders }: CaseContext,
  ): Promise<CaseRecord | null> =>
    isId(id) && actor.kind !== 'anonymous' ? ((await loaders.cases.load({ id })) ?? null) : null,
  type: ({ type }: CaseRecord) => type.toUpperCase(),
  status: ({ status }: CaseRecord) => status.toUpperCase(),
  principal: ({ principalId }: CaseRecord) => reference('Principal', principalId),
  executorNominee: ({ nomineePersonId }: CaseRecord) => reference('Person', nomineePersonId),
  executorNomineeGrant: ({ nomineeGrantId }: CaseRecord) => reference('RoleGrant', nomineeGrantId),
  evidence: async (record: CaseRecord, _args: unknown, { loaders }: CaseContext): Promise<SlotView[]> =>
    slotViews(record.type, await loaders.evidence.load(keyOf(record))),
  missing: async (record: CaseRecord, _args: unknown, { loaders }: CaseContext): Promise<string[]> => {
    const key = keyOf(record);
    const [evidence, contacts] = await Promise.all([loaders.evidence.load(key), loaders.contacts.load(key)]);
    return missingOf(
      record.type,
      evidence.map(({ slot }) => slot),
      contacts.length,
    );
  },
  contacts: (record: CaseRecord, _args: unknown, { loaders }: CaseContext): Promise<CaseContact[]> =>
    loaders.contacts.load(keyOf(record)),
  transitions: (
    record: CaseRecord,
    args: PageArguments,
    { loaders }: CaseContext,
  ): Promise<Connection<CaseTransition>> => childPage(loaders.transitions, record, args),
  packs: (record: CaseRecord, args: PageArguments, { loaders }: CaseContext): Promise<Connection<Pack>> =>
    childPage(loaders.packs, record, args),
  shareLinks: (record: CaseRecord, args: PageArguments, { loaders }: CaseContext): Promise<Connection<ShareLink>> =>
    childPage(loaders.shareLinks, record, args),
};

function keyOf(owner: CaseRecord): { readonly owner: CaseRecord; readonly caseId: string } {
  return { owner, caseId: owner.id };
}

/** An object of another service, by its key. */
export function reference<TypeName extends string>(typeName: TypeName, id: string | null): Reference<TypeName> | null {
  return id === null ? null : { __typename: typeName, id };
}
