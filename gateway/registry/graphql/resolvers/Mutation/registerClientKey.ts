import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { clientName, moment, publicKey } from '../../input.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({ client: clientName, publicKey, notBefore: moment.nullish(), expiresAt: moment });

export const registerClientKey: NonNullable<MutationResolvers['registerClientKey']> = answering(
  (_parent, { input }, { changes, operator }) => {
    const { client, publicKey: x, notBefore, expiresAt: expires } = parseInput(inputSchema, input);
    const publicJwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
    return changes.registerClientKey(operator(), { client, publicJwk, notBefore: notBefore ?? undefined, expires });
  },
  (apiClient) => ({ apiClient }),
);
