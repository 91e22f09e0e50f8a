import { NOMINEE_TITLE, disclaimerOf } from '../../packs/index.ts';
import { reference } from './Case.ts';
import type { SharedPack as Shared } from '../../domain/reader.ts';
import type { Reference } from './Case.ts';

export const SharedPack = {
  caseType: ({ caseType }: Shared): string => caseType.toUpperCase(),
  sharedBy: ({ sharedById }: Shared): Reference<'Principal'> | null => reference('Principal', sharedById),
  nomineeTitle: (): string => NOMINEE_TITLE,
  disclaimer: ({ caseType }: Shared): string => disclaimerOf(caseType),
};
