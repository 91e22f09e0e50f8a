import type { Transaction } from '#platform/db';
import type { Sandboxes } from '../domain/ports.ts';

const ADD = `INSERT INTO sandbox_person (tenant_id, principal_id, sandbox_id, asker_hash, created_at) VALUES ($1, $2, $3, $4, $5)`;

/** One statement decides: of two replicas that close somebody at once, one matches. Who asked is forgotten. */
const CLOSE = `UPDATE sandbox_person SET closed_at = $3, asker_hash = NULL
  WHERE tenant_id = $1 AND principal_id = $2 AND closed_at IS NULL RETURNING sandbox_id`;

/** Who belongs to which sandbox, in one transaction. */
export function createSandboxes(tx: Transaction): Sandboxes {
  return {
    add: async ({ tenantId, principalId }, { id, askerHash }, now) => {
      await tx.query(ADD, [tenantId, principalId, id, askerHash, now]);
    },
    close: async ({ tenantId, principalId }, now) => (await tx.query(CLOSE, [tenantId, principalId, now])).length === 1,
  };
}
