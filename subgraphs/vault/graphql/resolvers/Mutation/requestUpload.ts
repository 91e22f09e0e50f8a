import { requestUpload as announceUpload } from '../../../domain/request-upload.ts';
import { parseUploadClaims } from '../../upload-input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const requestUpload: NonNullable<MutationResolvers['requestUpload']> = async (_parent, args, context) => {
  const { vault, loaders, requester } = context;
  const claims = parseUploadClaims(args.input);
  const { document, version, token, expiresAt } = await announceUpload(vault, requester(), claims);
  // What an earlier mutation of the same request has seen is out of date.
  loaders.versionPages.clearAll();
  return { document, version, uploadUrl: vault.linkOf('upload', token), expiresAt };
};
