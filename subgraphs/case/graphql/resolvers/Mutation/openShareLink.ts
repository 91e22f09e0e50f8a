import { parseInput } from '#platform/errors';
import { changing } from '../../../context.ts';
import { openShareLink as useCase } from '../../../domain/open-share-link.ts';
import { disclaimerOf } from '../../../packs/index.ts';
import { openShareLinkInput } from '../../inputs.ts';
import type { CaseContext } from '../../../context.ts';
import type { Contact } from '../../../domain/case-types.ts';

interface OpenedShareLink {
  readonly contacts: readonly Contact[];
  readonly disclaimer: string;
  readonly downloadUrl: string;
  readonly downloadExpiresAt: Date;
  readonly expiresAt: Date;
}

export async function openShareLink(
  _parent: unknown,
  args: { readonly input: unknown },
  context: CaseContext,
): Promise<OpenedShareLink> {
  const { token } = parseInput(openShareLinkInput, args.input);
  const { actor, requestId, access, deps } = context;
  const { contacts, downloadUrl, expiresAt, link } = await changing(
    context,
    useCase(deps, { actor, requestId, access }, token),
  );
  return {
    contacts,
    disclaimer: disclaimerOf('emergency_pack'),
    downloadUrl,
    downloadExpiresAt: expiresAt,
    expiresAt: link.expiresAt,
  };
}
