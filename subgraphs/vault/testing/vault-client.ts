import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { readAnswerJson } from '#platform/http';
import { PUBLIC_URL } from './vault-fixture.ts';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { SampleFile } from './sample-files.ts';
import type { VaultFixture } from './vault-fixture.ts';

export interface GraphAnswer {
  readonly data: Record<string, unknown> | null | undefined;
  /** Code of the first error. */
  readonly code: unknown;
  /** What the first error says of each field. */
  readonly fields: unknown;
}

export interface Announced {
  readonly documentId: string;
  readonly versionId: string;
  readonly ticket: string;
}

export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** Of a problem. */
  readonly code: unknown;
}

const REQUEST_UPLOAD = `mutation ($input: RequestUploadInput!) {
  requestUpload(input: $input) { document { id } version { id status } uploadUrl expiresAt }
}`;
const REQUEST_DOWNLOAD = `mutation ($input: RequestDownloadInput!) {
  requestDownload(input: $input) { downloadUrl expiresAt sha256 byteSize }
}`;

/** Runs an operation for somebody; for nobody without a caller. */
export async function graphql(
  { gateway, caseService, vouchFor }: VaultFixture,
  caller: TestCaller | undefined,
  query: string,
  variables: Record<string, unknown> = {},
  as: 'gateway' | 'case' = 'gateway',
): Promise<GraphAnswer> {
  const answer = (await (as === 'gateway' ? gateway : caseService).callJson({
    method: 'POST',
    path: '/graphql',
    json: { query, variables },
    requestId: 'test-request',
    contextToken: caller === undefined ? undefined : vouchFor(caller),
  })) as { data?: Record<string, unknown>; errors?: { extensions: Record<string, unknown> }[] };
  const [error] = answer.errors ?? [];
  return { data: answer.data, code: error?.extensions['code'], fields: error?.extensions['errors'] };
}

/** Announces a new document, or with `documentId` a version, without sending its bytes. */
export async function announce(
  fixture: VaultFixture,
  caller: TestCaller,
  { sha256, byteSize, mediaType }: Omit<SampleFile, 'bytes'>,
  input: Record<string, unknown> = { title: 'A sample', type: 'WILL', tier: 'AMBER' },
): Promise<Announced> {
  const variables = { input: { sha256, byteSize, mediaType, ...input } };
  const { data, code, fields } = await graphql(fixture, caller, REQUEST_UPLOAD, variables);
  if (!data) throw new Error(`requestUpload: ${String(code)} ${JSON.stringify(fields)}`);
  const payload = data['requestUpload'] as { document: { id: string }; version: { id: string }; uploadUrl: string };
  return {
    documentId: payload.document.id,
    versionId: payload.version.id,
    ticket: ticketOf(payload.uploadUrl, 'u'),
  };
}

/** Sends bytes to an upload link. */
export async function put(
  { gateway, vouchFor }: VaultFixture,
  caller: TestCaller,
  ticket: string,
  file: { readonly bytes: Buffer | Readable; readonly mediaType: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await gateway.call({
    method: 'PUT',
    path: `/internal/files/u/${ticket}`,
    stream: Buffer.isBuffer(file.bytes) ? Readable.from(pieces(file.bytes)) : file.bytes,
    headers: { 'content-type': file.mediaType, ...headers },
    contextToken: vouchFor(caller),
    requestId: 'test-upload',
  });
  return { status: answer.status, json: (await readAnswerJson(answer)) as Record<string, unknown> };
}

/** Announces and sends. */
export async function store(
  fixture: VaultFixture,
  caller: TestCaller,
  file: SampleFile,
  input?: Record<string, unknown>,
): Promise<Announced> {
  const announced = await announce(fixture, caller, file, input);
  const { status, json } = await put(fixture, caller, announced.ticket, file);
  if (status !== 201) throw new Error(`upload: ${JSON.stringify(json)}`);
  return announced;
}

/** @returns the ticket of a new download link */
export async function offer(fixture: VaultFixture, caller: TestCaller, documentId: string): Promise<string> {
  const { data, code } = await graphql(fixture, caller, REQUEST_DOWNLOAD, { input: { documentId } });
  if (!data) throw new Error(`requestDownload: ${String(code)}`);
  return ticketOf((data['requestDownload'] as { downloadUrl: string }).downloadUrl, 'd');
}

/** Follows a download link. @throws when the answer is cut off */
export function get(fixture: VaultFixture, caller: TestCaller, ticket: string): Promise<FileAnswer> {
  return fetchBytes(fixture, caller, `/internal/files/d/${ticket}`, 'gateway');
}

/** Reads a version as the case service does. @throws when the answer is cut off */
export function readContent(
  fixture: VaultFixture,
  caller: TestCaller | undefined,
  { documentId, versionId }: Pick<Announced, 'documentId' | 'versionId'>,
  as: 'gateway' | 'case' = 'case',
): Promise<FileAnswer> {
  return fetchBytes(fixture, caller, `/internal/documents/${documentId}/versions/${versionId}/content`, as);
}

async function fetchBytes(
  { gateway, caseService, vouchFor }: VaultFixture,
  caller: TestCaller | undefined,
  path: string,
  as: 'gateway' | 'case',
): Promise<FileAnswer> {
  const client = as === 'gateway' ? gateway : caseService;
  const contextToken = caller === undefined ? undefined : vouchFor(caller);
  const { status, headers, body } = await client.call({
    method: 'GET',
    path,
    contextToken,
    requestId: 'test-download',
  });
  const bytes = await buffer(body);
  const code = status < 400 ? undefined : (JSON.parse(bytes.toString('utf8')) as { code?: unknown }).code;
  return { status, headers, bytes, code };
}

/** The link is on the gateway's own host and holds nothing but the ticket. */
function ticketOf(url: string, kind: 'u' | 'd'): string {
  const prefix = `${PUBLIC_URL}/files/${kind}/`;
  const ticket = url.slice(prefix.length);
  if (!url.startsWith(prefix) || !/^[A-Za-z0-9_-]{43}$/.test(ticket)) throw new Error(`not a link of ours: ${url}`);
  return ticket;
}

export function* pieces(bytes: Buffer, size = 10_000): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
