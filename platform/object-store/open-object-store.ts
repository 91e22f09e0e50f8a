import { createDirectoryStore } from './directory-store.ts';
import { createS3Store } from './s3-store.ts';
import type { Clock } from '#platform/clock';
import type { ObjectStoreLocation } from './object-store-location.ts';
import type { ObjectStore } from './object-store.ts';

/** The store at a configured location. Opens no connection and creates nothing yet; `check` tells whether it can be used. */
export function openObjectStore(location: ObjectStoreLocation, deps: { readonly clock: Clock }): ObjectStore {
  switch (location.kind) {
    case 'directory':
      return createDirectoryStore({ root: location.path, clock: deps.clock });
    case 's3':
      return createS3Store({ ...location, clock: deps.clock });
  }
}
