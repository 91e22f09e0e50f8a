import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { issueShareLink as useCase } from '../../../domain/issue-share-link.ts';
import { issueShareLinkInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { ShareLink } from '../../../domain/packs.ts';

export const issueShareLink = answering(
  (
    _parent: unknown,
    args: { readonly input: unknown },
    context: CaseContext,
  ): Promise<{ shareLink: ShareLink; url: string }> => {
    const input = parseInput(issueShareLinkInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), input));
  },
  (answer) => answer,
);
