import { auditActor, systemActor } from '#platform/audit';
import { createCaseStore } from './case.repository.ts';
import { createPackStore } from './pack.repository.ts';
import { createShareLinkStore } from './share-link.repository.ts';
import { createTicketStore } from './transfer-ticket.repository.ts';
import type { AuditActor, AuditedDatabase } from '#platform/audit';
import type { Transaction } from '#platform/db';
import type { ChangeRequest, Stores, UnitOfWork } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';

/** The domain's unit of work on the audited database. */
export function createUnitOfWork(audited: AuditedDatabase): UnitOfWork {
  return {
    read: (scope, work) => audited.read(scope, (tx) => work(storesOf(tx, scope))),
    change: ({ scope, requestId, ...who }, work) =>
      audited.change({ scope, actor: actorOf(who), requestId }, (tx) => work(storesOf(tx, scope))),
    fact: async ({ requestId, ...who }, fact) => {
      await audited.fact({ actor: actorOf(who), requestId }, fact);
    },
  };
}

function actorOf({ by, grant }: Pick<ChangeRequest, 'by' | 'grant'>): AuditActor {
  return by === 'system' ? systemActor : auditActor(by, grant);
}

function storesOf(tx: Transaction, scope: Scope): Stores {
  return {
    cases: createCaseStore(tx, scope),
    packs: createPackStore(tx, scope),
    links: createShareLinkStore(tx, scope),
    tickets: createTicketStore(tx, scope),
  };
}
