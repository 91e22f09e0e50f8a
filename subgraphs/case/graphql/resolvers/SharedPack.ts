import { NOMINEE_TITLE, PROXY_TITLE, disclaimerOf } from '../../packs/index.ts';
import { reference } from './Case.ts';
import type { SharedPack as Shared } from '../../domain/reader.ts';
import type { Reference } from './Case.ts';

export const SharedPack = {
  caseType: ({ caseType }: Shared): string => caseType.toUpperCase(),
  sharedBy: ({ principalId }: Shared): Reference<'Principal'> | null => reference('Principal', principalId),
  nomineeTitle: ({ isNominee }: Shared): string => (isNominee ? NOMINEE_TITLE : PROXY_TITLE),
  disclaimer: ({ caseType }: Shared): string => disclaimerOf(caseType),
};
