import { mailEntity } from './entities/grant-and-client.entities.ts';
import type { Transaction } from '#platform/db';
import type { Outbox } from '../domain/ports.ts';

const AFTER = `SELECT tenant_id AS "tenantId", id, principal_id AS "principalId", message_sealed AS "messageSealed",
  created_at AS "createdAt" FROM outbox_after($1, $2)`;

/** Mail in one transaction: queued together with the change that it tells of, or not at all. */
export function createOutbox(tx: Transaction): Outbox {
  return {
    add: async (mail) => {
      await tx.manager.insert(mailEntity, mail);
    },
    after: (id, limit) => tx.query(AFTER, [id ?? null, limit]),
  };
}
