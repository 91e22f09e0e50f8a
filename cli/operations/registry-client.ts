import { z } from 'zod';
import { connect } from '../journey/endpoint.ts';
import { StackProblem } from '../stack/problem.ts';

const MAX_PAGES = 100;
const PAGE_SIZE = 100;

const text = z.string();
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: text.nullable() });
const client = z.object({ name: text, party: text, mode: text, maxCost: z.number() });
const keys = z.array(z.object({ kid: text, notBefore: text, expiresAt: text, revokedAt: text.nullable() }));
const manifests = z.object({
  nodes: z.array(
    z.object({
      manifest: text,
      kid: text,
      format: text,
      documentCount: z.number(),
      notBefore: text,
      expiresAt: text,
      publishedAt: text,
    }),
  ),
});
const document = z.object({
  documentId: text,
  name: text,
  maxCost: z.number(),
  registeredAt: text,
  retiredAt: text.nullable(),
  uses: z.number(),
  lastUsedAt: text.nullable(),
});
const use = z.object({ documentId: text, count: z.number(), lastUsedAt: text });
const report = z.object({
  currentMode: text,
  mode: text,
  days: z.number(),
  unknownCountedSince: text.nullable(),
  registeredRequests: z.number(),
  refusedRequests: z.number(),
  sentAsText: z.array(use.extend({ name: text })),
  unknown: z.array(z.object({ hash: text, sample: text, count: z.number(), lastUsedAt: text })),
});
const published = z.object({
  manifest: text,
  added: z.number(),
  kept: z.number(),
  documents: z.array(z.object({ documentId: text, name: text, maxCost: z.number() })),
});
const retired = z.object({ retired: z.number(), inUse: z.array(use) });
const listed = client.extend({ modeSince: text });
const signing = listed.extend({ keys, manifests });

export type ListedClient = z.output<typeof listed>;
export type ClientSigning = z.output<typeof signing>;
export type ListedDocument = z.output<typeof document>;
export type ModeReport = z.output<typeof report>;
export type Published = z.output<typeof published>;
export type Retired = z.output<typeof retired>;

/** The registry of documents, as an operator reaches it: through the public endpoint. */
export interface RegistryClient {
  clients(): Promise<ListedClient[]>;
  signing(client: string): Promise<ClientSigning>;
  documents(client: string): Promise<ListedDocument[]>;
  register(input: { client: string; party: string; mode: string; maxCost: number }): Promise<void>;
  registerKey(input: { client: string; publicKey: string; notBefore?: string; expiresAt: string }): Promise<void>;
  revokeKey(input: { client: string; kid: string }): Promise<void>;
  setMode(input: { client: string; mode: string }): Promise<void>;
  publish(input: { client: string; jws: string }): Promise<Published>;
  retire(input: { client: string; documentIds: readonly string[]; force: boolean }): Promise<Retired>;
  report(input: { client: string; mode: string; days: number }): Promise<ModeReport>;
  /** The file that the check of the schema reads, as text. */
  usage(days: number): Promise<string>;
}

/**
 * @param token access token of an operator
 * @throws StackProblem when the token would go over a line that others can read
 */
export function openRegistry(url: string, token: string): RegistryClient {
  requireSafe(url);
  const endpoint = connect(url);
  const run = <Data>(operation: string, variables: unknown, shape: z.ZodType<Data>): Promise<Data> =>
    endpoint.run(operation, variables, shape, token);
  const ofClient = async <Part>(
    operation: string,
    variables: { readonly client: string },
    shape: z.ZodType<Part>,
  ): Promise<Part> => {
    const { apiClient } = await run(operation, variables, z.object({ apiClient: shape.nullable() }));
    if (apiClient === null) throw new StackProblem(`There is no client "${variables.client}".`);
    return apiClient;
  };
  return {
    clients: () =>
      everyPage(async (after) => {
        const shape = z.object({ apiClients: z.object({ nodes: z.array(listed), pageInfo }) });
        return (await run('ApiClients', { first: PAGE_SIZE, after }, shape)).apiClients;
      }),
    signing: (name) => ofClient('ClientSigning', { client: name }, signing),
    documents: (name) =>
      everyPage(async (after) => {
        const shape = z.object({ documents: z.object({ nodes: z.array(document), pageInfo }) });
        const variables = { client: name, first: PAGE_SIZE, after };
        return (await ofClient('ClientDocuments', variables, shape)).documents;
      }),
    register: async (input) => {
      await run('RegisterApiClient', { input }, z.unknown());
    },
    registerKey: async (input) => {
      await run('RegisterClientKey', { input }, z.unknown());
    },
    revokeKey: async (input) => {
      await run('RevokeClientKey', { input }, z.unknown());
    },
    setMode: async (input) => {
      await run('SetClientMode', { input }, z.unknown());
    },
    publish: async (input) =>
      (await run('PublishManifest', { input }, z.object({ publishManifest: published }))).publishManifest,
    retire: async (input) =>
      (await run('RetireDocuments', { input }, z.object({ retireDocuments: retired }))).retireDocuments,
    report: async (input) => (await ofClient('ClientModeReport', input, z.object({ modeReport: report }))).modeReport,
    usage: async (days) => (await run('DocumentUsage', { days }, z.object({ documentUsage: text }))).documentUsage,
  };
}

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: z.output<typeof pageInfo>;
}

async function everyPage<Node>(read: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const all: Node[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { nodes, pageInfo: end }: Page<Node> = await read(after);
    all.push(...nodes);
    if (!end.hasNextPage) break;
    after = end.endCursor;
  }
  return all;
}

/** Attack: a token that is read on the way. Rule: it goes over https, or stays on this machine. */
function requireSafe(url: string): void {
  const parsed = URL.parse(url);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(parsed?.hostname ?? '');
  if (parsed?.protocol !== 'https:' && !(parsed?.protocol === 'http:' && isLocal))
    throw new StackProblem(`${url} is not an https address.`, { hint: 'A token is sent over https only.' });
}
