import { isId } from '#platform/ids';
import { parsePage, toConnection } from '#platform/paging';
import { enumName } from '../names.ts';
import type { DocumentResolvers } from '../generated/resolvers.ts';

export const Document: DocumentResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId(id) ? loaders.documents.load(id) : null),
  type: ({ type }) => enumName(type),
  tier: ({ tier }) => enumName(tier),
  owner: ({ principalId }) => ({ id: principalId }),
  currentVersion: (document, _args, { loaders }) => loaders.currentVersions.load(document),
  versions: async (document, args, { loaders }) => {
    const page = parsePage(args, isVersionNumber);
    const { readLimit, before } = page;
    const versions = await loaders.versionPages.load({ document, readLimit, before });
    return toConnection(versions, page, ({ number }) => String(number));
  },
};

/** The cursor of a list of versions is the number of one. */
function isVersionNumber(key: string): boolean {
  return /^[1-9][0-9]{0,8}$/.test(key);
}
