import { LRUCache } from 'lru-cache';
import type { Metrics } from '#platform/metrics';
import type { SharedDocuments } from './shared-documents.ts';

/** Texts that are kept for one client, and their characters together. */
const MAX_TEXTS = 1_000;
const MAX_CHARACTERS = 2_000_000;

/** Texts that clients of ours sent together with their hash (automatic persisted queries), so that the hash is enough afterwards. */
export interface AutomaticDocuments {
  /**
   * The text under a hash: at once where this process knows it, so that such a request waits for nothing.
   * @param hash SHA-256, 64 lower-case hexadecimal digits
   * @returns a promise where others are asked. It never rejects
   */
  find(client: string, hash: string): string | undefined | Promise<string | undefined>;
  /** @param hash SHA-256 of the text, already compared */
  keep(client: string, hash: string, text: string): void;
}

/**
 * Attack: a text sent by one client and run by another through its hash; so many texts that memory ends. Rule: each client has texts of
 * its own, so many and no more, the least used going first.
 * @param deps.shared what replicas know together; without it a client that meets another one sends its text again, as the protocol provides
 */
export function createAutomaticDocuments(deps: {
  readonly shared: SharedDocuments | undefined;
  readonly metrics: Metrics;
}): AutomaticDocuments {
  const { shared } = deps;
  const clients = new Map<string, LRUCache<string, string>>();
  const hashes = deps.metrics.counter(
    'lifeready_gateway_automatic_documents_total',
    'Hashes of automatic persisted queries that came without their text, by who knew it: this process, a replica, nobody.',
    ['known'],
  );

  const keepHere = (client: string, hash: string, text: string): void => {
    let texts = clients.get(client);
    if (texts === undefined) {
      texts = new LRUCache({ max: MAX_TEXTS, maxSize: MAX_CHARACTERS, sizeCalculation: ({ length }) => length });
      clients.set(client, texts);
    }
    texts.set(hash, text);
  };
  const findElsewhere = async (client: string, hash: string, from: SharedDocuments): Promise<string | undefined> => {
    const text = await from.find(client, hash);
    hashes.add({ known: text === undefined ? 'nobody' : 'replica' });
    if (text !== undefined) keepHere(client, hash, text);
    return text;
  };
  return {
    find: (client, hash) => {
      const text = clients.get(client)?.get(hash);
      if (text === undefined && shared !== undefined) return findElsewhere(client, hash, shared);
      hashes.add({ known: text === undefined ? 'nobody' : 'process' });
      return text;
    },
    keep: (client, hash, text) => {
      keepHere(client, hash, text);
      shared?.keep(client, hash, text);
    },
  };
}
