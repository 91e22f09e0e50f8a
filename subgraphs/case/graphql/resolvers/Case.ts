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
    isId(id) && actor.kind !== 'anonymous' ? ((await loaders.cases.load(id)) ?? null) : null,
  type: ({ type }: CaseRecord) => type.toUpperCase(),
  status: ({ status }: CaseRecord) => status.toUpperCase(),
  principal: ({ principalId }: CaseRecord) => reference('Principal', principalId),
  executorNominee: ({ nomineePersonId }: CaseRecord) => reference('Person', nomineePersonId),
  executorNomineeGrant: ({ nomineeGrantId }: CaseRecord) => reference('RoleGrant', nomineeGrantId),
  evidence: async ({ id, type }: CaseRecord, _args: unknown, { loaders }: CaseContext): Promise<SlotView[]> =>
    slotViews(type, await loaders.evidence.load(id)),
  missing: async ({ id, type }: CaseRecord, _args: unknown, { loaders }: CaseContext): Promise<string[]> => {
    const [evidence, contacts] = await Promise.all([loaders.evidence.load(id), loaders.contacts.load(id)]);
    return missingOf(
      type,
      evidence.map(({ slot }) => slot),
      contacts.length,
    );
  },
  contacts: ({ id }: CaseRecord, _args: unknown, { loaders }: CaseContext): Promise<CaseContact[]> =>
    loaders.contacts.load(id),
  transitions: (
    { id }: CaseRecord,
    args: PageArguments,
    { loaders }: CaseContext,
  ): Promise<Connection<CaseTransition>> => childPage(loaders.transitions, id, args),
  packs: ({ id }: CaseRecord, args: PageArguments, { loaders }: CaseContext): Promise<Connection<Pack>> =>
    childPage(loaders.packs, id, args),
  shareLinks: ({ id }: CaseRecord, args: PageArguments, { loaders }: CaseContext): Promise<Connection<ShareLink>> =>
    childPage(loaders.shareLinks, id, args),
};

/** An object of another service, by its key. */
export function reference<TypeName extends string>(typeName: TypeName, id: string | null): Reference<TypeName> | null {
  return id === null ? null : { __typename: typeName, id };
}
