import { createHash, randomBytes } from 'node:crypto';
import { daysFrom } from '../../../cli/operations/command-options.ts';
import { signManifest } from '../../../cli/operations/sign-manifest.ts';
import { generateSigningKey } from '../../../cli/operations/signing-key.ts';
import type { Somebody } from '../../support/e2e/people.ts';
import type { PreparedMutation } from './prepared-mutation.ts';

type Input = Readonly<Record<string, unknown>>;

const KEY_DAYS = 30;

/**
 * Mutations of the registry of documents, each about something that nothing else is about.
 * @param fresh asserts the operator's second factor again when it is no longer fresh
 */
export async function operationsMutations(
  operator: Somebody,
  fresh: (input: Input) => Promise<Input>,
): Promise<Readonly<Record<string, PreparedMutation>>> {
  const run = async (call: string, input: Input): Promise<void> => {
    const [name = '', type = ''] = call.split(': ');
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;
    (await operator.execute(query, { input: await fresh(input) })).expectData();
  };
  const client = `client-${randomBytes(5).toString('hex')}`;
  const rules = { party: 'PARTNER', mode: 'IDS_ONLY', maxCost: 1_000 };
  await run('registerApiClient: RegisterApiClientInput', { client, ...rules });
  const registeredKey = async () => {
    const key = generateSigningKey(client);
    const input = { client, publicKey: key.publicKey, expiresAt: daysFrom(Date.now(), KEY_DAYS) };
    await run('registerClientKey: RegisterClientKeyInput', input);
    return key;
  };
  const key = await registeredKey();
  const manifest = (id: string, body: string): string => {
    const nowMs = Date.now();
    const times = { notBefore: new Date(nowMs).toISOString(), expires: daysFrom(nowMs, 1) };
    return signManifest({ client, ...times, manifest: { [id]: body } }, key);
  };
  const published = async (): Promise<string> => {
    const { id, body } = newDocument();
    await run('publishManifest: PublishManifestInput', { client, jws: manifest(id, body) });
    return id;
  };
  const asOperator = (input: () => Promise<Input>): PreparedMutation => ({
    input: async () => fresh(await input()),
    token: () => operator.person.accessToken(),
  });
  return {
    registerApiClient: asOperator(async () => ({ client: `client-${randomBytes(5).toString('hex')}`, ...rules })),
    registerClientKey: asOperator(async () => {
      const { publicKey } = generateSigningKey(client);
      return { client, publicKey, expiresAt: daysFrom(Date.now(), KEY_DAYS) };
    }),
    revokeClientKey: asOperator(async () => ({ client, kid: (await registeredKey()).kid })),
    setClientMode: asOperator(async () => ({ client, mode: 'SAFELIST' })),
    publishManifest: asOperator(async () => {
      const { id, body } = newDocument();
      return { client, jws: manifest(id, body) };
    }),
    retireDocuments: asOperator(async () => ({ client, documentIds: [await published()] })),
  };
}

function newDocument(): { readonly id: string; readonly body: string } {
  const body = `query Document${randomBytes(8).toString('hex')} { caseTypes { type } }`;
  return { id: createHash('sha256').update(body).digest('hex'), body };
}
