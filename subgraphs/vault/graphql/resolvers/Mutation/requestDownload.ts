import { parseInput } from '#platform/errors';
import { findDocument } from '../../../access/find-rows.ts';
import { requestDownload as offerDownload } from '../../../domain/request-download.ts';
import { id } from '#platform/input';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const requestDownload: NonNullable<MutationResolvers['requestDownload']> = async (
  _parent,
  { input },
  { vault, access },
) => {
  const documentId = parseInput(id, input.documentId, 'input.documentId');
  const { requester, document } = await findDocument(
    access,
    vault.kinds.documents,
    'Mutation.requestDownload',
    documentId,
  );
  const { version, token, expiresAt } = await offerDownload(vault, requester, document);
  const { sha256, byteSize } = version;
  return { downloadUrl: vault.linkOf('download', token), expiresAt, sha256, byteSize };
};
