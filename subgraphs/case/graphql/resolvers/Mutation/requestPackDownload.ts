import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { requestPackDownload as useCase } from '../../../domain/request-pack-download.ts';
import { packIdInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';

export const requestPackDownload = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext) => {
    const { packId } = parseInput(packIdInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), packId));
  },
  ({ downloadUrl, expiresAt, pack: { sha256, byteSize } }) => ({ downloadUrl, expiresAt, sha256, byteSize }),
);
