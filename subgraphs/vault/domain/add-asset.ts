import { newId } from '#platform/ids';
import type { Clock } from '#platform/clock';
import type { Asset } from './asset.ts';
import type { VaultDatabase } from './ports.ts';
import type { Owner, Requester } from './requester.ts';

export type NewAsset = Omit<Asset, 'id' | 'createdAt' | keyof Owner>;

/** Adds an asset to the owner's. @param requester who may add one of this tier @throws AppError AUDIT_UNAVAILABLE */
export async function addAsset(
  { database, clock }: { readonly database: VaultDatabase; readonly clock: Clock },
  requester: Requester,
  input: NewAsset,
): Promise<Asset> {
  const now = clock.now();
  const asset: Asset = { ...input, ...requester.owner, id: newId(now), createdAt: new Date(now) };
  const { tenantId, principalId } = requester.owner;
  return database.change(requester, async ({ assets }) => {
    await assets.insert(asset);
    const target = { type: 'Asset', id: asset.id, ownerPrincipalId: principalId } as const;
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
