import type { Readable } from 'node:stream';

/** The two areas of a store: released objects, and what waits for its scan. */
export type ObjectArea = 'lr1/' | 'quarantine/';

export interface PutOptions {
  /** Bytes the body must have. A body that is shorter or longer is refused with UPLOAD_SIZE_MISMATCH and leaves nothing. */
  readonly contentLength?: number;
}

/**
 * A place for opaque bytes under server-chosen keys (`object-key.ts`, and `log-key.ts` for what a log publishes, which is neither moved
 * nor deleted nor listed). Promises of every implementation:
 * - a key holds a whole object or nothing, whatever breaks off when;
 * - an object never changes: it is created once, read, moved, deleted;
 * - each method refuses a key that is not canonical with OBJECT_KEY_INVALID;
 * - a failure of the store itself is SERVICE_UNAVAILABLE and names no path and no credential.
 */
export interface ObjectStore {
  /**
   * Creates an object. An error of `body` rejects with that very error. The body is destroyed on any failure.
   * @returns size of what was stored, in bytes
   * @throws AppError OBJECT_EXISTS when the key is taken. After a lost answer and a retry inside the store this may be the caller's own
   *   object: use a new key, never the old one again
   */
  put(key: string, body: Readable, options?: PutOptions): Promise<{ readonly byteSize: number }>;
  /**
   * The object's bytes. A stream that breaks off errors, it does not end.
   * @throws AppError OBJECT_MISSING
   */
  get(key: string): Promise<Readable>;
  exists(key: string): Promise<boolean>;
  /**
   * Gives an object another key. After a crash in between, the object is whole under `from`, or under both; who repeats a move and
   * meets OBJECT_EXISTS deletes `from`.
   * @throws AppError OBJECT_MISSING when there is nothing under `from`, OBJECT_EXISTS when `to` is taken
   */
  move(from: string, to: string): Promise<void>;
  /** Deletes an object; a key that holds nothing is no error. */
  delete(key: string): Promise<void>;
  /**
   * Keys of an area that were written more than `ageMs` milliseconds ago, for sweeping. Includes keys that hold only the remains of a
   * write that broke off, where a store can have such remains; `delete` removes both.
   */
  listOlderThan(area: ObjectArea, ageMs: number): AsyncIterable<string>;
  /** Resolves when the store can be used now; rejects with SERVICE_UNAVAILABLE otherwise. For readiness probes. */
  check(): Promise<void>;
}
