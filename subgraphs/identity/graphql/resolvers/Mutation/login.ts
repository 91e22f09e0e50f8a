import { SYSTEM_TENANT_ID } from '#platform/audit';
import { parseInput } from '#platform/errors';
import { login as loginUseCase } from '../../../domain/login.ts';
import { loginInput } from '../../inputs.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const login: MutationResolvers['login'] = async (_parent, { input }, { deps, call }) => {
  const { expiresAt, ...challenge } = await loginUseCase(deps, call, parseInput(loginInput, input), SYSTEM_TENANT_ID);
  return { challenge: { ...challenge, method: 'TOTP', expiresAt: expiresAt.toISOString() } };
};
