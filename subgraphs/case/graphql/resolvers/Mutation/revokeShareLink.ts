import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { revokeShareLink as useCase } from '../../../domain/revoke-share-link.ts';
import { shareLinkIdInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { CaseRecord } from '../../../domain/case-types.ts';

export const revokeShareLink = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext): Promise<CaseRecord> => {
    const input = parseInput(shareLinkIdInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), input.shareLinkId));
  },
  (record) => ({ case: record }),
);
