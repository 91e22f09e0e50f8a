import { createHash, randomBytes } from 'node:crypto';
import { signManifest } from './sign-manifest.ts';
import { newSigningKey } from './signing-keys.ts';
import type { GraphAnswer } from '../../../tests/support/service/signed-client.ts';
import type { RunningOperations } from './running-operations.ts';
import type { SigningKey } from './signing-keys.ts';

const DAY_MS = 86_400_000;
export const IN_A_MONTH = new Date(Date.now() + 30 * DAY_MS).toISOString();
const CLIENT = '{ apiClient { name party mode maxCost keys { kid revokedAt } } }';
/** Each mutation of the subgraph, with what it answers. */
export const MUTATIONS = {
  registerApiClient: `mutation ($input: RegisterApiClientInput!) { registerApiClient(input: $input) ${CLIENT} }`,
  registerClientKey: `mutation ($input: RegisterClientKeyInput!) { registerClientKey(input: $input) ${CLIENT} }`,
  revokeClientKey: `mutation ($input: RevokeClientKeyInput!) { revokeClientKey(input: $input) ${CLIENT} }`,
  setClientMode: `mutation ($input: SetClientModeInput!) { setClientMode(input: $input) ${CLIENT} }`,
  publishManifest: `mutation ($input: PublishManifestInput!) { publishManifest(input: $input) {
    manifest added kept documents { documentId name maxCost } } }`,
  retireDocuments: `mutation ($input: RetireDocumentsInput!) { retireDocuments(input: $input) {
    retired inUse { documentId count } } }`,
} as const;
export type Mutation = keyof typeof MUTATIONS;
export type Caller = Parameters<RunningOperations['ask']>[2];

/** A partner with a key. */
export interface RegisteredPartner {
  readonly client: string;
  readonly key: SigningKey;
  readonly kid: string;
}

export function askChange(
  operations: RunningOperations,
  name: Mutation,
  input: unknown,
  caller: Caller,
): Promise<GraphAnswer> {
  return operations.ask(MUTATIONS[name], { input }, caller);
}

export const newName = (): string => `client-${randomBytes(6).toString('hex')}`;

export function newDocument(): { readonly id: string; readonly body: string } {
  const body = `query D${randomBytes(6).toString('hex')} { caseTypes { type } }`;
  return { id: createHash('sha256').update(body).digest('hex'), body };
}

/** Registers a partner and its key through the subgraph. */
export async function registerPartner(operations: RunningOperations, operator: Caller): Promise<RegisteredPartner> {
  const client = newName();
  const key = newSigningKey();
  const rules = { client, party: 'PARTNER', mode: 'IDS_ONLY', maxCost: 500 };
  await askChange(operations, 'registerApiClient', rules, operator);
  const { x: publicKey } = key.publicJwk;
  const input = { client, publicKey, expiresAt: IN_A_MONTH };
  const { data } = await askChange(operations, 'registerClientKey', input, operator);
  const registered = data?.['registerClientKey'] as { apiClient: { keys: { kid: string }[] } };
  return { client, key, kid: registered.apiClient.keys[0]?.kid ?? '' };
}

/** A manifest of a partner, by id and text. */
export function signed(
  { client, key, kid }: RegisteredPartner,
  ...documents: readonly { id: string; body: string }[]
): string {
  const manifest = Object.fromEntries(documents.map(({ id, body }) => [id, body]));
  const notBefore = new Date(Date.now() - 1_000).toISOString();
  return signManifest({ client, notBefore, expires: IN_A_MONTH, manifest }, { privateJwk: key.privateJwk, kid });
}

/** What the database has of a client. */
export async function countRows({ behind }: RunningOperations, client: string): Promise<unknown> {
  const { rows } = await behind.admin.query(
    `SELECT (SELECT count(*)::int FROM gateway.client WHERE name = $1) AS clients,
       (SELECT count(*)::int FROM gateway.client_key WHERE client = $1) AS keys,
       (SELECT count(*)::int FROM gateway.document WHERE client = $1) AS documents`,
    [client],
  );
  return rows[0];
}
