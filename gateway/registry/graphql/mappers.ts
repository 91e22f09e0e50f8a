import type { ClientKey, DocumentRow, ModeReport, PublishedManifestRow, RegisteredClient } from '../types.ts';

/** What resolvers hold where the schema says `ApiClient`, and so on; the resolver types are generated from these. */
export type ApiClientMapper = RegisteredClient;
export type ClientKeyMapper = ClientKey;
export type ClientManifestMapper = PublishedManifestRow;
export type ClientDocumentMapper = DocumentRow;
export type ModeReportMapper = ModeReport;
