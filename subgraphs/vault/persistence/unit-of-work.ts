import { createAssetRepository } from './asset.repository.ts';
import { createDocumentRepository } from './document.repository.ts';
import { createPersonRepository } from './person.repository.ts';
import { createTicketRepository } from './ticket.repository.ts';
import { createVersionRepository } from './version.repository.ts';
import type { AuditedDatabase } from '#platform/audit';
import type { Transaction } from '#platform/db';
import type { VaultDatabase, VaultTables } from '../domain/ports.ts';
import type { Owner } from '../domain/requester.ts';

/** The tables of one owner, each transaction in that owner's scope, each change bound to the audit log. */
export function createVaultDatabase(audited: AuditedDatabase): VaultDatabase {
  return {
    read: (owner, work) => audited.read(owner, (tx) => work(tablesOf(tx, owner))),
    change: ({ owner, actor, requestId }, work) =>
      audited.change({ scope: owner, actor, requestId }, (tx) => work(tablesOf(tx, owner))),
    fact: async ({ actor, requestId }, fact) => {
      await audited.fact({ actor, requestId }, fact);
    },
  };
}

function tablesOf(tx: Transaction, owner: Owner): VaultTables {
  return {
    people: createPersonRepository(tx, owner),
    assets: createAssetRepository(tx, owner),
    documents: createDocumentRepository(tx, owner),
    versions: createVersionRepository(tx, owner),
    tickets: createTicketRepository(tx, owner),
  };
}
