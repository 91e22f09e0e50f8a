import type { Clock } from '#platform/clock';
import type { DocumentMode, Party } from './clients.ts';

/** From when until when a document may be run, in milliseconds since the Unix epoch; the end is not included. */
export interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A document as requests find it. */
export interface StoredDocument {
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation';
  readonly body: string;
  /** SHA-256 of the normalised text, by which a text is found in a safelist. */
  readonly textHash: string;
  /** Undefined for those of the files: always. */
  readonly windows: readonly Window[] | undefined;
}

export interface ClientRules {
  readonly party: Party;
  readonly mode: DocumentMode;
  /** Highest cost of one operation of this client; undefined when only the gateway's own limit holds. */
  readonly maxCost: number | undefined;
}

/** One client with all its documents. */
export interface ClientList {
  readonly name: string;
  readonly rules: ClientRules;
  readonly documents: readonly StoredDocument[];
}

/** The registered documents, by the client that registered them. */
export interface DocumentStore {
  /** @returns undefined for a client that nobody registered */
  client(name: string): ClientRules | undefined;
  /** @returns the document with this id of this client; another client's document does not exist here */
  find(client: string, id: string): StoredDocument | undefined;
  /** @returns the document of this client that has this normalised text */
  findByText(client: string, textHash: string): StoredDocument | undefined;
  /** @returns the document of the files with this operation name; for our own pages, in which the registry changes nothing */
  findByName(client: string, operationName: string): StoredDocument | undefined;
  all(): readonly StoredDocument[];
  /** Puts the registry's lists beside those of the files. What was there of the registry before is gone, all at once. */
  replaceRegistered(lists: readonly ClientList[]): void;
}

interface Indexed {
  readonly rules: ClientRules;
  readonly byId: ReadonlyMap<string, StoredDocument>;
  readonly byText: ReadonlyMap<string, readonly StoredDocument[]>;
}

/**
 * Lists in memory: those of the files, and those of the registry as it was last read.
 * Attack: a client's document found through another client, by an index or a cache that knows the id alone. Rule: there is one index for
 * each client, and nothing is looked up without its name.
 * @param builtIn lists of the files; the registry can add documents and change the mode of such a client, never its party
 * @param openMeans mode of clients that are in mode `open`
 */
export function createDocumentStore(
  builtIn: readonly ClientList[],
  clock: Clock,
  openMeans: DocumentMode = 'open',
): DocumentStore {
  let clients = indexed(builtIn, [], openMeans);
  const isCurrent = ({ windows }: StoredDocument): boolean => {
    if (windows === undefined) return true;
    const now = clock.now();
    return windows.some(({ fromMs, untilMs }) => fromMs <= now && now < untilMs);
  };
  return {
    client: (name) => clients.get(name)?.rules,
    find: (client, id) => {
      const document = clients.get(client)?.byId.get(id);
      return document !== undefined && isCurrent(document) ? document : undefined;
    },
    findByText: (client, textHash) => clients.get(client)?.byText.get(textHash)?.find(isCurrent),
    findByName: (client, operationName) =>
      builtIn.find(({ name }) => name === client)?.documents.find(({ name }) => name === operationName),
    all: () => [...clients.values()].flatMap(({ byId }) => [...byId.values()].filter(isCurrent)),
    replaceRegistered: (lists) => {
      clients = indexed(builtIn, lists, openMeans);
    },
  };
}

function indexed(
  builtIn: readonly ClientList[],
  registered: readonly ClientList[],
  openMeans: DocumentMode,
): ReadonlyMap<string, Indexed> {
  const lists = new Map(builtIn.map((list) => [list.name, list]));
  for (const list of registered) {
    const known = lists.get(list.name);
    // A client of the files is what the files say it is; a row that says otherwise counts for nothing.
    if (known !== undefined && known.rules.party !== list.rules.party) continue;
    lists.set(list.name, { ...list, documents: [...list.documents, ...(known?.documents ?? [])] });
  }
  return new Map([...lists].map(([name, list]) => [name, index(list, openMeans)]));
}

function index({ rules, documents }: ClientList, openMeans: DocumentMode): Indexed {
  return {
    rules: rules.mode === 'open' ? { ...rules, mode: openMeans } : rules,
    // Later ones win: what the files have cannot be replaced.
    byId: new Map(documents.map((document) => [document.id, document])),
    byText: Map.groupBy(documents, ({ textHash }) => textHash),
  };
}
