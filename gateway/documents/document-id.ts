/**
 * Ids of registered documents (GraphQL over HTTP, appendix A): the SHA-256 of the text with or without `sha256:`, an id of another
 * scheme `x-<name>:…`, or any other name without a colon.
 */
const DOCUMENT_ID = /^(?:x-[a-z0-9-]{1,40}:)?[A-Za-z0-9._~-]{1,100}$/;
const SHA256_PREFIX = 'sha256:';
const SHA256 = /^[0-9a-f]{64}$/;
/** The same digits in another case: it looks like a hash and stands for nothing. */
const SHA256_LIKE = /^[0-9a-f]{64}$/i;

/** @returns the id as lists have it, or undefined for what cannot be one */
export function parseDocumentId(id: string): string | undefined {
  if (id.startsWith(SHA256_PREFIX)) {
    const hash = id.slice(SHA256_PREFIX.length);
    return SHA256.test(hash) ? hash : undefined;
  }
  return DOCUMENT_ID.test(id) && (SHA256.test(id) || !SHA256_LIKE.test(id)) ? id : undefined;
}

/** Whether an id claims to be the hash of its text, which is checked then. */
export function isHashId(id: string): boolean {
  return SHA256.test(id);
}
