import { z } from 'zod';
import { loadConfig, subgraphShape, subgraphStrictRules } from '#platform/config';

export const schema = z.object({
  ...subgraphShape,
  /** Age at which a change whose outcome is missing from the audit log is settled. */
  AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
});

export type IncidentConfig = z.output<typeof schema>;

/** @throws ConfigurationError listing everything that is wrong */
export function readIncidentConfig(environment: NodeJS.ProcessEnv = process.env): IncidentConfig {
  return loadConfig('incident', schema, environment, subgraphStrictRules);
}
