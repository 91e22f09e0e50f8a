import type { Tier } from '#platform/auth';
import type { Owner } from './requester.ts';

export const DOCUMENT_TYPES = [
  'id',
  'proof_of_address',
  'will',
  'advance_directive',
  'medical_letter',
  'policy',
  'statement',
  'other',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** What may be stored. Nothing in it is an archive, and nothing in it runs by being opened. */
export const MEDIA_TYPES = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/tiff',
  'image/heic',
  'text/plain',
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** 50 MiB. */
export const MAX_DOCUMENT_BYTES = 52_428_800;

/** Characters, and the number of tags. */
export const DOCUMENT_LIMITS = { title: 160, tag: 40, tags: 20 } as const;

export interface Document extends Owner {
  readonly id: string;
  readonly title: string;
  readonly type: DocumentType;
  readonly tier: Tier;
  readonly tags: readonly string[];
  readonly createdAt: Date;
}

export type ScanStatus = 'not_scanned' | 'clean';

/** One version of a document. Announced with the client's claims; available once the bytes were found to match them. */
export interface DocumentVersion extends Owner {
  readonly id: string;
  readonly documentId: string;
  /** 1 for the first. */
  readonly number: number;
  readonly status: 'pending' | 'available';
  readonly scan: ScanStatus;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly byteSize: number;
  readonly mediaType: MediaType;
  readonly createdAt: Date;
}

/** Where the bytes of an available version are, and the wrapped key they are encrypted under. Never leaves the service. */
export interface StoredContent {
  /** Key in the object store, chosen by the server. */
  readonly objectKey: string;
  /** The master key that wrapped the data key. */
  readonly keyId: string;
  readonly wrappedKey: Buffer;
}

/** What identifies the bytes of a version, and what they must be. The encryption is bound to all of the ids. */
export interface VersionIdentity {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly documentId: string;
  readonly versionId: string;
  readonly number: number;
  readonly sha256: string;
  readonly byteSize: number;
  readonly mediaType: MediaType;
}

export function identityOf(version: DocumentVersion): VersionIdentity {
  const { tenantId, principalId: ownerId, id, documentId, number, sha256, byteSize, mediaType } = version;
  return { tenantId, ownerId, documentId, versionId: id, number, sha256, byteSize, mediaType };
}
