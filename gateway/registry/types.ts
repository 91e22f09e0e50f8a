import type { DocumentMode, Party } from '../documents/clients.ts';

/** A client as the registry knows it. Times are ISO 8601 in UTC everywhere in this file. */
export interface RegisteredClient {
  readonly name: string;
  readonly party: Party;
  readonly mode: DocumentMode;
  /** Since when it has been in that mode. */
  readonly modeSince: string;
  /** Highest worst-case cost of a document that it may register. */
  readonly maxCost: number;
  readonly createdAt: string;
}

/** A key that a client signs manifests with. */
export interface ClientKey {
  /** RFC 7638 thumbprint of the public key, so that nobody chooses it and no key stands for two clients. */
  readonly kid: string;
  readonly client: string;
  readonly notBefore: string;
  readonly expires: string;
  readonly revokedAt: string | null;
  readonly createdAt: string;
}

/** Ed25519 public key as a JWK (RFC 8037): `{kty: 'OKP', crv: 'Ed25519', x}`. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

export const MANIFEST_FORMATS = ['apollo', 'relay', 'key-value'] as const;
export type ManifestFormat = (typeof MANIFEST_FORMATS)[number];

/** A manifest as it was published. */
export interface PublishedManifestRow {
  readonly id: string;
  readonly client: string;
  readonly kid: string;
  readonly format: ManifestFormat;
  readonly notBefore: string;
  readonly expires: string;
  readonly publishedAt: string;
  readonly documentCount: number;
}

export const DOCUMENT_KINDS = ['query', 'mutation'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A registered document of one client. */
export interface DocumentRow {
  readonly client: string;
  /** As requests name it, without `sha256:` in front. */
  readonly id: string;
  readonly name: string;
  readonly body: string;
  readonly kind: DocumentKind;
  /** Worst case: every variable at its cap. */
  readonly maxCost: number;
  readonly firstManifestId: string;
  readonly lastManifestId: string;
  readonly registeredAt: string;
  readonly retiredAt: string | null;
  /** Uses over all time that is kept, and the last one. */
  readonly uses: number;
  readonly lastUsedAt: string | null;
}

/** How often something was used in some time. */
export interface Use {
  readonly id: string;
  readonly count: number;
  readonly lastUsedAt: string;
}

export interface PublishedManifest {
  readonly manifestId: string;
  /** Documents that the client did not have, or that were retired. */
  readonly added: number;
  /** Documents of this manifest that the client had already. */
  readonly kept: number;
  readonly documents: readonly { readonly id: string; readonly name: string; readonly maxCost: number }[];
}

export interface RetiredDocuments {
  /** Ids that are retired now. Empty when any of them is in use and `force` was not given: all or none. */
  readonly retired: readonly string[];
  /** Those of them that were not retired before and were used in the last 7 days, whether or not they were retired all the same. */
  readonly inUse: readonly Use[];
}

/** A text that is in no list of the client. The sample has no values in it. */
export interface UnknownUse {
  /** SHA-256 of the normalised text, hex. */
  readonly hash: string;
  /** The text with every literal replaced, cut off at 2,000 characters. */
  readonly sample: string;
  readonly count: number;
  readonly lastUsedAt: string;
}

/** What would have been refused, had the client been in another mode. */
export interface ModeReport {
  readonly client: string;
  readonly currentMode: DocumentMode;
  readonly mode: DocumentMode;
  readonly days: number;
  /** Since when it was counted what runs without being registered; null when it was not, as in `open`. */
  readonly unknownCountedSince: string | null;
  /** Requests for registered documents, by id or by text. */
  readonly registeredRequests: number;
  /** Requests that the mode would have refused. */
  readonly refusedRequests: number;
  /** Registered documents that were sent as text, where the mode wants ids; the most used first, at most 100. */
  readonly sentAsText: readonly (Use & { readonly name: string })[];
  /** Texts in no list, where the mode refuses them; the most used first, at most 100. */
  readonly unknown: readonly UnknownUse[];
}
