import { AppError } from '#platform/errors';
import { signedIn } from '../../../context.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const me: QueryResolvers['me'] = async (_parent, _args, context) => {
  const principal = await context.principals.load(signedIn(context).principalId);
  if (principal === null) throw new AppError('UNAUTHENTICATED');
  return principal;
};
