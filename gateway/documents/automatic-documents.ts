import { LRUCache } from 'lru-cache';

/** Texts that are kept for one client, and their characters together. */
const MAX_TEXTS = 1_000;
const MAX_CHARACTERS = 2_000_000;

/** Texts that clients of ours sent together with their hash (automatic persisted queries), so that the hash is enough afterwards. */
export interface AutomaticDocuments {
  find(client: string, hash: string): string | undefined;
  /** @param hash SHA-256 of the text, already compared */
  keep(client: string, hash: string, text: string): void;
}

/**
 * Attack: a text sent by one client and run by another through its hash; so many texts that memory ends. Rule: each client has texts of
 * its own, so many and no more, the least used going first. They are in this process alone: a client that meets another one is told that
 * the hash is not known and sends the text again, as the protocol provides.
 */
export function createAutomaticDocuments(): AutomaticDocuments {
  const clients = new Map<string, LRUCache<string, string>>();
  return {
    find: (client, hash) => clients.get(client)?.get(hash),
    keep: (client, hash, text) => {
      let texts = clients.get(client);
      if (texts === undefined) {
        texts = new LRUCache({ max: MAX_TEXTS, maxSize: MAX_CHARACTERS, sizeCalculation: ({ length }) => length });
        clients.set(client, texts);
      }
      texts.set(hash, text);
    },
  };
}
