import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';
import { parsePage, toConnection } from '#platform/paging';
import type { IncidentResolvers } from '../generated/resolvers.ts';

/** Revisions are numbered from 1; the number is the cursor of their list. */
const isRevisionNumber = (key: string): boolean => /^[1-9][0-9]{0,8}$/.test(key);

export const Incident: IncidentResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId(id) ? loaders.incidents.load(id) : null),
  status: async ({ id, status }, _args, { loaders }) => {
    if (status === 'reported') return 'REPORTED';
    // What a person has written of it is a report.
    const current = await loaders.currentRevisions.load(id);
    return current?.authorId === null ? 'DRAFT' : 'REPORTED';
  },
  reportedBy: ({ reportedById }) => (reportedById === null ? null : { __typename: 'Principal', id: reportedById }),
  current: async ({ id }, _args, { loaders }) => {
    const revision = await loaders.currentRevisions.load(id);
    if (revision === null)
      throw new AppError('INTERNAL_SERVER_ERROR', { cause: new Error('an incident has no revision') });
    return revision;
  },
  revisions: async ({ id }, args, { loaders }) => {
    const page = parsePage(args, isRevisionNumber);
    const revisions = await loaders.revisionPages.load({
      incidentId: id,
      readLimit: page.readLimit,
      before: page.before,
    });
    return toConnection(revisions, page, ({ number }) => String(number));
  },
};
