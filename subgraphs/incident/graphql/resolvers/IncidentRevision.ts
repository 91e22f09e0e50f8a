import type { IncidentRevisionResolvers } from '../generated/resolvers.ts';
import type { Certainty as CertaintyName, CompromiseType as CompromiseTypeName } from '../generated/resolvers.ts';

/** Enum values are lower case inside and upper case in the schema. */
export const IncidentRevision: IncidentRevisionResolvers = {
  certainty: ({ certainty }) => certainty.toUpperCase() as CertaintyName,
  compromiseType: ({ compromiseType }) => compromiseType.toUpperCase() as CompromiseTypeName,
  author: ({ authorId }) => (authorId === null ? null : { __typename: 'Principal', id: authorId }),
};
