import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError } from '#platform/errors';
import type { ObjectStore } from '#platform/object-store';

/** An object store in memory, which keeps the promises of the real ones as far as a log needs them, and fails when it is told to. */
export interface MemoryObjects extends ObjectStore {
  readonly contents: Map<string, Buffer>;
  /** Number of writes that may still succeed; what comes after breaks off, as when the process is killed. */
  writesLeft: number;
  /** While true, nothing is answered. */
  unreachable: boolean;
}

export function createMemoryObjects(): MemoryObjects {
  const never = (): Promise<never> => Promise.reject(new Error('a log neither moves nor deletes what it published'));
  const requireReachable = (): void => {
    if (store.unreachable) throw new AppError('SERVICE_UNAVAILABLE');
  };
  const store: MemoryObjects = {
    contents: new Map(),
    writesLeft: Infinity,
    unreachable: false,
    put: async (key, body) => {
      const bytes = await buffer(body);
      requireReachable();
      store.writesLeft -= 1;
      if (store.writesLeft < 0) throw new AppError('SERVICE_UNAVAILABLE');
      if (store.contents.has(key)) throw new AppError('OBJECT_EXISTS');
      store.contents.set(key, bytes);
      return { byteSize: bytes.length };
    },
    get: async (key) => {
      requireReachable();
      const bytes = store.contents.get(key);
      if (bytes === undefined) throw new AppError('OBJECT_MISSING');
      return Readable.from([bytes]);
    },
    exists: async (key) => {
      requireReachable();
      return store.contents.has(key);
    },
    move: never,
    delete: never,
    listOlderThan: () => {
      throw new Error('a log does not list what it published');
    },
    check: async () => {
      requireReachable();
    },
  };
  return store;
}
