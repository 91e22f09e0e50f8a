import { idOf, parsePage, toConnection } from '#platform/paging';
import { listRows } from '../../../access/find-rows.ts';
import { parseOnBehalfOf } from '../../on-behalf-of.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const assets: NonNullable<QueryResolvers['assets']> = async (_parent, args, { vault, access }) => {
  const page = parsePage(args);
  const onBehalfOf = parseOnBehalfOf(args.onBehalfOf, 'onBehalfOf');
  return toConnection(await listRows(access, vault.kinds.assets, onBehalfOf, page), page, idOf);
};
