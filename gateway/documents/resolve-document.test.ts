import { describe, expect, test } from '@jest/globals';
import { createManualClock, systemClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { createDocumentStore } from './document-store.ts';
import { documentIdOf } from './manifest.ts';
import { resolveDocument } from './resolve-document.ts';
import { clientList, storedDocument, watchedDocuments } from './testing/document-lists.ts';
import type { GraphqlRequest } from '../http/graphql-request.ts';
import type { DocumentMode } from './clients.ts';
import type { ResolvedDocument } from './resolve-document.ts';
import type { WatchedDocuments } from './testing/document-lists.ts';

const OURS = 'query Ours { me { id } }';
const THEIRS = 'query Theirs { caseTypes { type } }';
const RELAY = 'query Relay { auditCheckpoint { size } }';
const [ours, theirs] = [documentIdOf(OURS), documentIdOf(THEIRS)];
const NOTHING: GraphqlRequest = {
  query: undefined,
  documentId: undefined,
  operationName: undefined,
  variables: undefined,
  extensions: undefined,
};

function documents(): WatchedDocuments {
  return watchedDocuments([
    clientList('web', { mode: 'open', party: 'first' }, OURS),
    clientList('staging', { mode: 'open', party: 'first' }),
    clientList('mobile', { mode: 'log-unknown', party: 'first' }, OURS),
    clientList('kiosk', { mode: 'safelist', party: 'first' }, OURS),
    clientList(
      'partner',
      { mode: 'ids-only', party: 'partner' },
      THEIRS,
      storedDocument(RELAY, { id: 'x-relay:9a8b' }),
    ),
  ]);
}

/** What nobody else is asked for is known at once. */
function resolvedAtOnce(deps: WatchedDocuments, client: string, request: Partial<GraphqlRequest>): ResolvedDocument {
  const resolved = resolveDocument(deps, client, { ...NOTHING, ...request });
  if (resolved instanceof Promise) throw new Error('somebody else was asked');
  return resolved;
}

function outcome(deps: WatchedDocuments, client: string, request: Partial<GraphqlRequest>): string {
  try {
    return resolvedAtOnce(deps, client, request).query;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

const extension = (sha256Hash: unknown, version: unknown = 1): Partial<GraphqlRequest> => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});

describe('[R-060] which document a request may run', () => {
  test.each<[string, string, Partial<GraphqlRequest>, string]>([
    ['an id of its own, as a document id', 'partner', { documentId: `sha256:${theirs}` }, THEIRS],
    ['an id of its own, without the prefix', 'partner', { documentId: theirs }, THEIRS],
    ['an id of its own, of another scheme', 'partner', { documentId: 'x-relay:9a8b' }, RELAY],
    ['an id of its own, as an extension', 'partner', extension(theirs), THEIRS],
    ['an id of another client', 'partner', { documentId: ours }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id of another client, the other way round', 'web', { documentId: theirs }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id of nobody', 'web', { documentId: 'f'.repeat(64) }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id that is none', 'web', { documentId: '__proto__' }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id that is not even a text for one', 'web', { documentId: 'a b/../c' }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['an id in capitals', 'partner', { documentId: theirs.toUpperCase() }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['free text where it is allowed', 'web', { query: '{ me { id } }' }, '{ me { id } }'],
    ['free text where it is noted', 'mobile', { query: '{ me { id } }' }, '{ me { id } }'],
    ['free text where it is not allowed', 'partner', { query: THEIRS }, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['free text that is not in the safelist', 'kiosk', { query: '{ me { id } }' }, 'QUERY_NOT_IN_SAFELIST'],
    ['free text for a safelist that is no GraphQL', 'kiosk', { query: '{ me {' }, 'GRAPHQL_PARSE_FAILED'],
    ['a text that is in the safelist', 'kiosk', { query: OURS }, OURS],
    ['the same said otherwise', 'kiosk', { query: 'query Ours {\n  # mine\n  me { id, }\n}' }, OURS],
    ['nothing at all', 'web', {}, 'BAD_REQUEST'],
    ['nothing at all, safelist', 'kiosk', {}, 'BAD_REQUEST'],
    ['nothing at all, ids only', 'partner', {}, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['an id and a text', 'web', { query: OURS, documentId: ours }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    ['an id and a text, safelist', 'kiosk', { query: OURS, ...extension(ours) }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    ['an id and a text, to add it', 'partner', { query: OURS, ...extension(ours) }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    ['two ids', 'web', { documentId: ours, ...extension(ours) }, 'BAD_REQUEST'],
    ['another version of the protocol', 'web', extension(ours, 2), 'BAD_REQUEST'],
    ['an extension that is none', 'web', { extensions: { persistedQuery: 'x' } }, 'BAD_REQUEST'],
    ['a client that is not in the table, by text', 'stranger', { query: OURS }, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['a client that is not in the table, by id', 'stranger', { documentId: ours }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['a client named like a property of every object', 'constructor', { query: OURS }, 'PERSISTED_QUERY_ID_REQUIRED'],
  ])('%s', (_what, client, request, expected) => {
    expect(outcome(documents(), client, request)).toBe(expected);
  });

  test('an id that is not in the list is answered with the name of the operation, when it is one', () => {
    const factsFor = (operationName: string): unknown => {
      try {
        return resolvedAtOnce(documents(), 'partner', { documentId: ours, operationName });
      } catch (error) {
        return (error as AppError).facts;
      }
    };
    expect(factsFor('Mine')).toEqual({ operation_name: 'Mine' });
    expect(factsFor('<script>')).toEqual({});
  });
});

describe('[R-060] automatic persisted queries', () => {
  const text = '{ auditCheckpoint { root } }';
  const hash = documentIdOf(text);

  test('a hash that is not known is asked for with its text, and is enough afterwards', () => {
    const deps = documents();
    expect(outcome(deps, 'web', extension(hash))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(outcome(deps, 'web', { query: text, ...extension(hash) })).toBe(text);
    expect(outcome(deps, 'web', extension(hash))).toBe(text);
  });

  test('what one client added does not exist for another, and is no document id', () => {
    const deps = documents();
    outcome(deps, 'web', { query: text, ...extension(hash) });
    expect(outcome(deps, 'staging', extension(hash))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(outcome(deps, 'partner', extension(hash))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(outcome(deps, 'web', { documentId: hash })).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  test('a text under the hash of another one is refused, and nothing is kept of it', () => {
    const deps = documents();
    expect(outcome(deps, 'web', { query: '{ me { id } }', ...extension(hash) })).toBe('PERSISTED_QUERY_HASH_MISMATCH');
    expect(outcome(deps, 'web', extension(hash))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('they are for clients of ours in mode open; others are told what they can do instead', () => {
    const deps = documents();
    expect(outcome(deps, 'mobile', extension(hash))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    expect(outcome(deps, 'mobile', { query: text, ...extension(hash) })).toBe('CANNOT_SEND_PQ_ID_AND_BODY');
    expect(outcome(deps, 'kiosk', extension(hash))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  test('a registered document sent with its hash is the registered one', () => {
    const deps = documents();
    expect(resolvedAtOnce(deps, 'web', { query: OURS, ...extension(ours) }).registered).toBe(true);
  });
});

describe('what is counted', () => {
  test('registered documents by how they were asked for; texts in no list without their values', () => {
    const deps = documents();
    outcome(deps, 'kiosk', { query: OURS });
    outcome(deps, 'web', { documentId: ours });
    outcome(deps, 'mobile', { query: '{ person(id: "Thandi") { id } }' });
    outcome(deps, 'kiosk', { query: '{ auditCheckpoint { size } }' });
    outcome(deps, 'web', { query: '{ auditCheckpoint { size } }' });
    expect(deps.counted.map((line) => line.replaceAll(/\s+/g, ' '))).toEqual([
      `kiosk text ${ours}`,
      `web id ${ours}`,
      'mobile unknown { person(id: "") { id } }',
      'kiosk unknown { auditCheckpoint { size } }',
    ]);
  });
});

describe('[R-060] the time of a manifest', () => {
  test('a document runs from its beginning until before its end, by id and by text', () => {
    const clock = createManualClock(1_000);
    const windows = [
      { fromMs: 2_000, untilMs: 3_000 },
      { fromMs: 5_000, untilMs: 6_000 },
    ];
    const list = clientList('kiosk', { mode: 'safelist', party: 'first' }, storedDocument(OURS, { windows }));
    const deps = watchedDocuments([list], clock);
    const seen = [1_000, 2_000, 2_999, 3_000, 5_000, 6_000].map((at) => {
      clock.advance(at - clock.now());
      return [outcome(deps, 'kiosk', { documentId: ours }) === OURS, outcome(deps, 'kiosk', { query: OURS }) === OURS];
    });
    const [no, yes] = [
      [false, false],
      [true, true],
    ];
    expect(seen).toEqual([no, yes, yes, no, yes, no]);
  });
});

test('[R-060] where text is not for clients at all, mode open means less', () => {
  const lists = [clientList('web', { mode: 'open', party: 'first' }, OURS)];
  const meaning = (mode: DocumentMode): string[] => {
    const deps = { ...watchedDocuments(lists), store: createDocumentStore(lists, systemClock, mode) };
    deps.store.replaceRegistered([clientList('new', { mode: 'open', party: 'first' }, OURS)]);
    return ['web', 'new'].flatMap((client) => [
      outcome(deps, client, { query: '{ me { id } }' }),
      outcome(deps, client, { query: OURS }),
      outcome(deps, client, extension(documentIdOf('{ me { id } }'))),
    ]);
  };
  const safelist = ['QUERY_NOT_IN_SAFELIST', OURS, 'PERSISTED_QUERY_NOT_IN_LIST'];
  expect(meaning('safelist')).toEqual([...safelist, ...safelist]);
  const open = ['{ me { id } }', OURS, 'PERSISTED_QUERY_NOT_FOUND'];
  expect(meaning('open')).toEqual([...open, ...open]);
});

describe('lists of the registry beside those of the files', () => {
  test('add documents and change the mode, and go again', () => {
    const deps = documents();
    const tightened = clientList('web', { mode: 'ids-only', party: 'first' }, THEIRS);
    deps.store.replaceRegistered([tightened, clientList('new', { mode: 'ids-only', party: 'partner' }, OURS)]);
    expect(outcome(deps, 'web', { documentId: theirs })).toBe(THEIRS);
    expect(outcome(deps, 'web', { documentId: ours })).toBe(OURS);
    expect(outcome(deps, 'web', { query: OURS })).toBe('PERSISTED_QUERY_ID_REQUIRED');
    expect(outcome(deps, 'new', { documentId: ours })).toBe(OURS);
    deps.store.replaceRegistered([]);
    expect(outcome(deps, 'web', { documentId: theirs })).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(outcome(deps, 'new', { documentId: ours })).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  test('a row that makes a partner a client of ours, or puts another text in the place of ours, counts for nothing', () => {
    const deps = documents();
    deps.store.replaceRegistered([
      clientList('partner', { mode: 'open', party: 'first' }, OURS),
      clientList('web', { mode: 'open', party: 'first' }, storedDocument(THEIRS, { id: ours })),
    ]);
    expect(outcome(deps, 'partner', { query: OURS })).toBe('PERSISTED_QUERY_ID_REQUIRED');
    expect(outcome(deps, 'partner', { documentId: ours })).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    expect(outcome(deps, 'web', { documentId: ours })).toBe(OURS);
  });
});
