import { z } from 'zod';
import { loadConfig, subgraphShape, subgraphStrictRules } from '#platform/config';
import { isId } from '#platform/ids';

export const schema = z.object({
  ...subgraphShape,
  /** Age at which a change whose outcome is missing from the audit log is settled. */
  AUDIT_RECONCILE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  /** Organisation that runs this deployment: it gets a draft of an incident when the audit log is found not to agree with itself. None without it. */
  INCIDENT_OPERATOR_TENANT_ID: z.string().refine(isId, 'is not an id').optional(),
});

export type IncidentConfig = z.output<typeof schema>;

/** @throws ConfigurationError listing everything that is wrong */
export function readIncidentConfig(environment: NodeJS.ProcessEnv = process.env): IncidentConfig {
  return loadConfig('incident', schema, environment, subgraphStrictRules);
}
