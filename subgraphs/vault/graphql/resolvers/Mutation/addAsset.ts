import { z } from 'zod';
import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { addAsset as addAssetTo } from '../../../domain/add-asset.ts';
import { ASSET_LIMITS } from '../../../domain/asset.ts';
import { line, text } from '#platform/input';
import { enumValue } from '../../names.ts';
import { parseOnBehalfOf } from '../../on-behalf-of.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';

const inputSchema = z.object({ label: line(ASSET_LIMITS.label), notes: text(ASSET_LIMITS.notes).nullish() });

export const addAsset: NonNullable<MutationResolvers['addAsset']> = answering(
  (_parent, { input }, { vault, access }) => {
    const { label, notes = null } = parseInput(inputSchema, input);
    const asset = { category: enumValue(input.category), tier: enumValue(input.tier ?? 'AMBER'), label, notes };
    const onBehalfOf = parseOnBehalfOf(input.onBehalfOf, 'input.onBehalfOf');
    const requester = access.toAdd('Mutation.addAsset', onBehalfOf, asset.tier);
    return addAssetTo(vault, requester, asset);
  },
  (asset) => ({ asset }),
);
