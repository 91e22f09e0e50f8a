import { samplePdf } from './sample-files.ts';
import { graphql, store } from './vault-client.ts';
import type { Tier } from '#platform/auth';
import type { TestCaller } from '../../../tests/support/service/test-identity.ts';
import type { Announced } from './vault-client.ts';
import type { VaultFixture } from './vault-fixture.ts';

export const TIERS = ['green', 'amber', 'red'] as const;

/** Somebody with a person, and an asset and a document of each tier. */
export interface Granter {
  readonly caller: TestCaller;
  readonly person: string;
  readonly assets: Readonly<Record<Tier, string>>;
  readonly documents: Readonly<Record<Tier, Announced>>;
}

const ADD_PERSON = `mutation ($input: AddPersonInput!) { addPerson(input: $input) { person { id } } }`;
const ADD_ASSET = `mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id tier } } }`;

export async function createGranter(vault: VaultFixture, change: Partial<TestCaller> = {}): Promise<Granter> {
  const caller = vault.caller({ tiers: [...TIERS], ...change });
  const assetOf = async (tier: Tier): Promise<string> => String(await addAsset(vault, caller, tier));
  const documentOf = (tier: Tier): Promise<Announced> => store(vault, caller, samplePdf(100), newDocument(tier));
  return {
    caller,
    person: String(await addPerson(vault, caller)),
    assets: { green: await assetOf('green'), amber: await assetOf('amber'), red: await assetOf('red') },
    documents: { green: await documentOf('green'), amber: await documentOf('amber'), red: await documentOf('red') },
  };
}

export function newDocument(tier: Tier, onBehalfOf?: string): Record<string, unknown> {
  return { title: 'A sample', type: 'WILL', tier: tier.toUpperCase(), onBehalfOf };
}

/** @returns the id, or the code of the refusal with the fields it names */
export async function addPerson(vault: VaultFixture, caller: TestCaller, onBehalfOf?: string): Promise<unknown> {
  const input = { fullName: 'Thandi Nkosi', onBehalfOf };
  const { data, code, fields } = await graphql(vault, caller, ADD_PERSON, { input });
  return data ? (data['addPerson'] as { person: { id: string } }).person.id : refusal(code, fields);
}

/** @returns the id, or the code of the refusal with the fields it names */
export async function addAsset(
  vault: VaultFixture,
  caller: TestCaller,
  tier: Tier,
  onBehalfOf?: string,
): Promise<unknown> {
  const input = { category: 'VEHICLE', label: 'Bakkie', tier: tier.toUpperCase(), onBehalfOf };
  const { data, code, fields } = await graphql(vault, caller, ADD_ASSET, { input });
  return data ? (data['addAsset'] as { asset: { id: string } }).asset.id : refusal(code, fields);
}

export function refusal(code: unknown, fields: unknown): string {
  return [code, ...Object.keys(fields ?? {})].join(' ');
}
