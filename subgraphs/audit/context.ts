import DataLoader from 'dataloader';
import { decide, ownSubject } from '#platform/access';
import { signedIn } from '#platform/auth';
import { epochSeconds } from '#platform/clock';
import { hasReadableRefusal, refusalIn } from './log/refusals.ts';
import { visiblePeople } from './log/visible-people.ts';
import type { PolicyAt } from '#platform/access';
import type { AuditDetail, AuditFact } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { ProofSource, ProvingCheckpoint } from './log/proofs.ts';
import type { Sequencer } from './log/sequencer.ts';
import type { EntryReader, ReadableEntry, TrailOwner, TrailQuery } from './log/entry-queries.ts';
import type { Refusal } from './log/refusals.ts';
import type { VisiblePeople } from './log/visible-people.ts';
import type { ReadDetails } from './persistence/detail-reader.ts';

/** What the resolvers of audit get. */
export interface AuditContext extends RequestContext {
  readonly entries: EntryReader;
  readonly proofs: ProofSource;
  readonly checkpoint: Sequencer['checkpoint'];
  /** Records a read of others' entries; it happens before the answer. */
  readonly recordFact: (fact: AuditFact) => Promise<void>;
  /** What everybody is shown: a cosigned checkpoint while there is one. */
  readonly publishedCheckpoint: () => ProvingCheckpoint;
  /** What the schema asks of whoever reads by a trail or the search. */
  readonly mayRead: (coordinate: string) => boolean;
  readonly trail: (owner: TrailOwner, query: TrailQuery) => Promise<ReadableEntry[]>;
  /** Who in an entry is shown to the caller. */
  readonly people: (entry: ReadableEntry) => VisiblePeople;
  /** What was refused; null where the caller may not know, and for entries about something else. */
  readonly refusal: (entry: ReadableEntry) => Promise<Refusal | null>;
}

export interface AuditContextDeps {
  readonly entries: EntryReader;
  readonly proofs: ProofSource;
  readonly checkpoint: Sequencer['checkpoint'];
  readonly recordFact: (base: RequestContext, fact: AuditFact) => Promise<void>;
  readonly publishedCheckpoint: () => ProvingCheckpoint;
  readonly policyAt: PolicyAt;
  readonly readDetails: ReadDetails;
  readonly clock: Clock;
}

export function createAuditContext(base: RequestContext, deps: AuditContextDeps): AuditContext {
  const loaderOf = (owner: TrailOwner): DataLoader<TrailQuery, ReadableEntry[], string> =>
    new DataLoader(
      (queries: readonly TrailQuery[]) => deps.entries.trails(ownSubject(signedIn(base)), owner, queries),
      {
        cacheKeyFn: ({ targetType, targetId, limit, beforeIndex }) =>
          `${targetType}/${targetId}/${String(limit)}/${String(beforeIndex)}`,
      },
    );
  const loaders = { principal: loaderOf('principal'), organisation: loaderOf('organisation') };
  const details = new DataLoader<string, AuditDetail | null>((eventIds) => deps.readDetails(eventIds));
  return {
    ...base,
    entries: deps.entries,
    proofs: deps.proofs,
    checkpoint: deps.checkpoint,
    recordFact: (fact) => deps.recordFact(base, fact),
    publishedCheckpoint: deps.publishedCheckpoint,
    mayRead: (coordinate) => decide(deps.policyAt(coordinate), base.actor, epochSeconds(deps.clock)).allowed,
    trail: (owner, query) => loaders[owner].load(query),
    refusal: async (entry) => {
      const detail = hasReadableRefusal(entry) ? await details.load(entry.eventId) : null;
      return detail === null ? null : refusalIn(detail);
    },
    people: (entry) => visiblePeople(entry, signedIn(base), Math.floor(deps.clock.now() / 1_000)),
  };
}
