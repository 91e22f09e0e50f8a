import { records } from './planted/records.ts';
import { recordedPolicies } from './planted/recorded-policies.ts';
import { roles } from './planted/roles.ts';
import { rowSecurity } from './planted/row-security.ts';
import { tenantKeys } from './planted/tenant-keys.ts';
import type { PlantedFault } from './planted/leaky.ts';

/** One for each way in which a table can be wrong. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...[...rowSecurity, ...tenantKeys, ...roles, ...records].map(([title, plant, findings]) => ({
    title,
    plant,
    findings,
  })),
  ...recordedPolicies,
];
