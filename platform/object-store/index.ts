export { createDirectoryStore } from './directory-store.ts';
export { formatLogKey } from './log-key.ts';
export { formatObjectKey, parseObjectKey } from './object-key.ts';
export type { ObjectKeyParts } from './object-key.ts';
export type { ObjectArea, ObjectStore, PutOptions } from './object-store.ts';
export { objectStoreLocationSchema } from './object-store-location.ts';
export type { ObjectStoreLocation } from './object-store-location.ts';
export { openObjectStore } from './open-object-store.ts';
