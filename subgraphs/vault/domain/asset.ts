import type { Tier } from '#platform/auth';
import type { Owner } from './requester.ts';

export const ASSET_CATEGORIES = [
  'property',
  'bank_account',
  'insurance_policy',
  'vehicle',
  'business_interest',
  'digital_account',
  'other',
] as const;
export type AssetCategory = (typeof ASSET_CATEGORIES)[number];

/** Something somebody owns. */
export interface Asset extends Owner {
  readonly id: string;
  readonly category: AssetCategory;
  readonly label: string;
  readonly notes: string | null;
  readonly tier: Tier;
  readonly createdAt: Date;
}

/** Characters. */
export const ASSET_LIMITS = { label: 120, notes: 4_000 } as const;
