import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { maySee } from './requester.ts';
import type { Clock } from '#platform/clock';
import type { Asset } from './asset.ts';
import type { VaultDatabase } from './ports.ts';
import type { Requester } from './requester.ts';

export type NewAsset = Omit<Asset, 'id' | 'createdAt'>;

/** Adds an asset to the owner's. @throws AppError FORBIDDEN for a tier the caller does not have, AUDIT_UNAVAILABLE */
export async function addAsset(
  { database, clock }: { readonly database: VaultDatabase; readonly clock: Clock },
  requester: Requester,
  input: NewAsset,
): Promise<Asset> {
  if (!maySee(requester, input.tier)) throw new AppError('FORBIDDEN');
  const now = clock.now();
  const asset: Asset = { ...input, id: newId(now), createdAt: new Date(now) };
  const { tenantId, principalId } = requester.owner;
  return database.change(requester, async ({ assets }) => {
    await assets.insert(asset);
    const target = { type: 'Asset', id: asset.id, ownerPrincipalId: principalId };
    const record = {
      action: 'vault.asset.create',
      tenantId,
      target,
      tier: asset.tier,
      detail: { category: asset.category },
    } as const;
    return { result: asset, record };
  });
}
