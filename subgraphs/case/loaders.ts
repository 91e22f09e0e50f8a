import DataLoader from 'dataloader';
import { ownSubject } from '#platform/access';
import { AppError } from '#platform/errors';
import type { Actor } from '#platform/auth';
import type { CaseContact, CaseRecord, CaseTransition, Evidence } from './domain/case-types.ts';
import type { Pack, ShareLink } from './domain/packs.ts';
import type { CaseReader, ChildQuery } from './domain/reader.ts';
import type { Scope } from './domain/scope.ts';

/** Batched reads of one request; each kind is one statement, however many cases ask. */
export interface CaseLoaders {
  readonly cases: DataLoader<string, CaseRecord | undefined>;
  readonly evidence: DataLoader<string, Evidence[]>;
  readonly contacts: DataLoader<string, CaseContact[]>;
  readonly transitions: DataLoader<ChildQuery, CaseTransition[], string>;
  readonly packs: DataLoader<ChildQuery, Pack[], string>;
  readonly shareLinks: DataLoader<ChildQuery, ShareLink[], string>;
  /** Forgets everything, after a change in the same request. */
  forget(): void;
}

export function createCaseLoaders(reader: CaseReader, actor: Actor): CaseLoaders {
  const byId = <Row>(read: (scope: Scope, ids: readonly string[]) => Promise<Row[]>): DataLoader<string, Row> =>
    new DataLoader((ids) => read(ownScope(actor), ids));
  const byPage = <Row>(
    read: (scope: Scope, queries: readonly ChildQuery[]) => Promise<Row[]>,
  ): DataLoader<ChildQuery, Row, string> =>
    new DataLoader((queries) => read(ownScope(actor), queries), {
      cacheKeyFn: ({ caseId, before, limit }) => `${caseId}/${String(before)}/${String(limit)}`,
    });
  const loaders = {
    cases: byId((scope, ids) => reader.casesByIds(scope, ids)),
    evidence: byId((scope, ids) => reader.evidence(scope, ids)),
    contacts: byId((scope, ids) => reader.contacts(scope, ids)),
    transitions: byPage((scope, queries) => reader.transitions(scope, queries)),
    packs: byPage((scope, queries) => reader.packs(scope, queries)),
    shareLinks: byPage((scope, queries) => reader.shareLinks(scope, queries)),
  };
  return {
    ...loaders,
    forget: () => {
      for (const loader of Object.values(loaders)) loader.clearAll();
    },
  };
}

function ownScope(actor: Actor): Scope {
  if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
  return ownSubject(actor);
}
