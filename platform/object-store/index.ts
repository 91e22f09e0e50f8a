export { createDirectoryStore } from './directory-store.ts';
export { formatObjectKey, OBJECT_KEY_LENGTH_MAX, parseObjectKey } from './object-key.ts';
export type { ObjectKeyParts } from './object-key.ts';
export type { ObjectArea, ObjectStore, PutOptions } from './object-store.ts';
export { objectStoreLocationSchema, parseObjectStoreLocation } from './object-store-location.ts';
export type { ObjectStoreLocation } from './object-store-location.ts';
export { openObjectStore } from './open-object-store.ts';
