import { parseInput } from '#platform/errors';
import { callOf, changing } from '../../../context.ts';
import { requestPackDownload as useCase } from '../../../domain/request-pack-download.ts';
import { packIdInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';

interface PackDownload {
  readonly downloadUrl: string;
  readonly expiresAt: Date;
  readonly sha256: string;
  readonly byteSize: number;
}

export async function requestPackDownload(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<PackDownload> {
  const { packId } = parseInput(packIdInput, args.input);
  const { downloadUrl, expiresAt, pack } = await changing(context, useCase(context.deps, callOf(context), packId));
  return { downloadUrl, expiresAt, sha256: pack.sha256, byteSize: pack.byteSize };
}
