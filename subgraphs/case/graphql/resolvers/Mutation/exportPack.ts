import { parseInput } from '#platform/errors';
import { answering } from '#platform/graphql';
import { callOf, changing } from '../../../context.ts';
import { exportPack as useCase } from '../../../domain/export-pack.ts';
import { caseIdInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { ExportedPack } from '../../../domain/export-pack.ts';

export const exportPack = answering(
  (_parent: unknown, args: { readonly input: unknown }, context: CaseContext): Promise<ExportedPack> => {
    const { caseId } = parseInput(caseIdInput, args.input);
    return changing(context, useCase(context.deps, callOf(context), caseId));
  },
  (answer) => answer,
);
