import { createDirectoryStore } from './directory-store.ts';
import type { Clock } from '#platform/clock';
import type { ObjectStoreLocation } from './object-store-location.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * The store at a configured location. Opens no connection and creates nothing yet; `check` tells whether it can be used. The
 * AWS SDK is loaded only where S3 is meant: it costs about 35 MB of memory.
 */
export async function openObjectStore(
  location: ObjectStoreLocation,
  deps: { readonly clock: Clock },
): Promise<ObjectStore> {
  switch (location.kind) {
    case 'directory':
      return createDirectoryStore({ root: location.path, clock: deps.clock });
    case 's3': {
      const { createS3Store } = await import('./s3-store.ts');
      return createS3Store({ ...location, clock: deps.clock });
    }
  }
}
