import { createAccounts } from './account.repository.ts';
import { createClients } from './client.repository.ts';
import { createGrants } from './grant.repository.ts';
import { createLookups } from './lookups.ts';
import { createOutbox } from './outbox.repository.ts';
import { createSandboxes } from './sandbox.repository.ts';
import { createSessions } from './session.repository.ts';
import { createStagedAccesses } from './staged-access.repository.ts';
import type { AuditedDatabase } from '#platform/audit';
import type { Transaction } from '#platform/db';
import type { Stores, Work } from '../domain/ports.ts';

/** The transactions of identity over the audited database. */
export function createWork(audited: AuditedDatabase): Work {
  return {
    lookups: createLookups(audited),
    read: (scope, work) => audited.read(scope, (tx) => work(storesOf(tx))),
    change: ({ tenantId, principalId, actor, requestId }, work) =>
      audited.change({ scope: { tenantId, principalId }, actor, requestId }, (tx) => work(storesOf(tx))),
    fact: async ({ actor, requestId }, fact) => {
      await audited.fact({ actor, requestId }, fact);
    },
  };
}

function storesOf(tx: Transaction): Stores {
  return {
    accounts: createAccounts(tx),
    sessions: createSessions(tx),
    grants: createGrants(tx),
    stagedAccesses: createStagedAccesses(tx),
    clients: createClients(tx),
    sandboxes: createSandboxes(tx),
    outbox: createOutbox(tx),
  };
}
