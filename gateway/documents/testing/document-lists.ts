import { parse } from 'graphql';
import { systemClock } from '#platform/clock';
import { createMetrics } from '#platform/metrics';
import { createAutomaticDocuments } from '../automatic-documents.ts';
import { createDocumentStore } from '../document-store.ts';
import { documentIdOf } from '../manifest.ts';
import { normalisedHash } from '../normalise-document.ts';
import { createTextFingerprints } from '../text-fingerprints.ts';
import type { Clock } from '#platform/clock';
import type { ClientList, ClientRules, DocumentStore, StoredDocument } from '../document-store.ts';
import type { ResolveDeps } from '../resolve-document.ts';

/** A registered document with this text. */
export function storedDocument(body: string, change: Partial<StoredDocument> = {}): StoredDocument {
  return {
    id: documentIdOf(body),
    name: /^\w+ (\w+)/.exec(body)?.[1] ?? 'Unnamed',
    type: body.startsWith('mutation') ? 'mutation' : 'query',
    body,
    textHash: normalisedHash(parse(body)),
    windows: undefined,
    ...change,
  };
}

export function clientList(
  name: string,
  rules: Pick<ClientRules, 'party' | 'mode'> & Partial<ClientRules>,
  ...documents: readonly (string | StoredDocument)[]
): ClientList {
  return {
    name,
    rules: { maxCost: undefined, ...rules },
    documents: documents.map((document) => (typeof document === 'string' ? storedDocument(document) : document)),
  };
}

/** What a request meets, and what was counted of it. */
export interface WatchedDocuments extends ResolveDeps {
  readonly store: DocumentStore;
  /** One line for each use, such as `web id <id>` or `web unknown <sample>`. */
  readonly counted: string[];
}

export function watchedDocuments(lists: readonly ClientList[], clock: Clock = systemClock): WatchedDocuments {
  const counted: string[] = [];
  return {
    store: createDocumentStore(lists, clock),
    fingerprints: createTextFingerprints(),
    automatic: createAutomaticDocuments({ shared: undefined, metrics: createMetrics('gateway') }),
    counted,
    uses: {
      registered: (client, id, how) => counted.push(`${client} ${how} ${id}`),
      unknown: (client, _hash, sample) => counted.push(`${client} unknown ${sample()}`),
    },
  };
}
