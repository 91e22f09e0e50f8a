import { AppError, parseInput } from '#platform/errors';
import { clientName } from '../../input.ts';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const apiClient: NonNullable<QueryResolvers['apiClient']> = async (_parent, args, { read }) => {
  const client = parseInput(clientName, args.client, 'client');
  try {
    return await read((registry, tx) => registry.findClient(tx, { client }));
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
};
