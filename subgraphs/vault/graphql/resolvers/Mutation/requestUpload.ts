import { answering } from '#platform/graphql';
import { findDocument } from '../../../access/find-rows.ts';
import { requestUpload as announceUpload } from '../../../domain/request-upload.ts';
import { parseUploadInput } from '../../upload-input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const COORDINATE = 'Mutation.requestUpload';

export const requestUpload: NonNullable<MutationResolvers['requestUpload']> = answering(
  async (_parent, args, { vault, access, loaders }) => {
    const { target, ...bytes } = parseUploadInput(args.input);
    const { requester, document } =
      'id' in target
        ? await findDocument(access, vault.kinds.documents, COORDINATE, target.id)
        : { requester: access.toAdd(COORDINATE, target.onBehalfOf, target.document.tier), document: target.document };
    const announced = await announceUpload(vault, requester, { ...bytes, document });
    // What an earlier mutation of the same request has seen is out of date.
    loaders.versionPages.clearAll();
    return announced;
  },
  ({ document, version, token, expiresAt }, _args, { vault }) => ({
    document,
    version,
    uploadUrl: vault.linkOf('upload', token),
    expiresAt,
  }),
);
