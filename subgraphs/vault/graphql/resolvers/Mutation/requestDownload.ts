import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { findDocument } from '../../../access/find-rows.ts';
import { requestDownload as offerDownload } from '../../../domain/request-download.ts';
import { id } from '#platform/input';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const requestDownload: NonNullable<MutationResolvers['requestDownload']> = answering(
  async (_parent, { input }, { vault, access }) => {
    const documentId = parseInput(id, input.documentId, 'input.documentId');
    const { requester, document } = await findDocument(
      access,
      vault.kinds.documents,
      'Mutation.requestDownload',
      documentId,
    );
    return offerDownload(vault, requester, document);
  },
  ({ version: { sha256, byteSize }, token, expiresAt }, _args, { vault }) => ({
    downloadUrl: vault.linkOf('download', token),
    expiresAt,
    sha256,
    byteSize,
  }),
);
