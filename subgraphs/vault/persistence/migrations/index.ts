import { ActByGrant1766000000000 } from './act-by-grant.ts';
import { AddIdempotencyKeys1768000000000 } from './add-idempotency-keys.ts';
import { CreateVault1764000000000 } from './create-vault.ts';
import { LookUpByTier1769000000000 } from './look-up-by-tier.ts';

/** In the order in which they run. */
export const migrations = [
  CreateVault1764000000000,
  ActByGrant1766000000000,
  AddIdempotencyKeys1768000000000,
  LookUpByTier1769000000000,
];
