import { AddIdempotencyKeys1768000000000 } from './add-idempotency-keys.ts';
import { AddSandboxes1769000000000 } from './add-sandboxes.ts';
import { AddStagedAccess1764100000000 } from './add-staged-access.ts';
import { CreateIdentity1764000000000 } from './create-identity.ts';
import { KeepNamesOfGrantees1767000000000 } from './keep-names-of-grantees.ts';

/** In the order in which they run. A migration that has run anywhere is never changed; a later one corrects it. */
export const migrations = [
  CreateIdentity1764000000000,
  AddStagedAccess1764100000000,
  KeepNamesOfGrantees1767000000000,
  AddIdempotencyKeys1768000000000,
  AddSandboxes1769000000000,
];
