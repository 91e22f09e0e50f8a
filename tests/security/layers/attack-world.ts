import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { newId } from '#platform/ids';
import { upload } from '../../../cli/journey/transfer.ts';
import { createGraphClient } from '../../support/e2e/graph-client.ts';
import { somebody } from '../../support/e2e/people.ts';
import { INCIDENT_FACTS, attach, emergencyPack } from '../../support/e2e/world.ts';
import { startVouchingGraph } from '../../support/graph/vouched-callers.ts';
import { createSignedClient } from '../../support/service/signed-client.ts';
import type { HeldGrant, Tier } from '#platform/auth';
import type { ServiceKeyEntry } from '#platform/signing';
import type { SignedIn } from '../../../cli/journey/person.ts';
import type { ServiceName } from '../../../cli/stack/services.ts';
import type { GraphError } from '../../support/e2e/graph-client.ts';
import type { MintedCaller } from '../../support/graph/token-mint.ts';
import type { VouchingGraph } from '../../support/graph/vouched-callers.ts';

export type Who = Omit<MintedCaller, 'sessionId'>;

/** What came back, from the endpoint or from a service. */
export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly codes: readonly string[];
}

/** One person with objects, another without, and an organisation with an incident. */
export interface AttackWorld {
  readonly graph: VouchingGraph;
  readonly victim: Who;
  readonly stranger: Who;
  readonly officer: Who;
  readonly amberDocument: string;
  readonly redDocument: string;
  readonly readyCase: string;
  readonly incident: string;
  /** A grant that nobody has taken up yet. */
  readonly invited: string;
  /** A grant of the victim's, for whoever holds it. */
  grant(change: Partial<HeldGrant>): HeldGrant;
  /** As a client of the endpoint; `undefined` for nobody in particular. */
  ask(who: Who | undefined, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** As whoever took over the gateway: signed with its keys, in the name of somebody whom identity vouched for. */
  askService(service: ServiceName, who: Who, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

const INVITATION = {
  email: 'invited@lifeready.example',
  role: 'PROXY',
  accessLevel: 'READ_ONLY_ALL',
  tiers: ['GREEN'],
};

const claimsSchema = z.looseObject({ sub: z.string(), tid: z.string() });
const grantSchema = z.object({ inviteGrant: z.object({ grant: z.object({ id: z.string() }) }) });
const incidentSchema = z.object({ reportIncident: z.object({ incident: z.object({ id: z.string() }) }) });

export async function startAttackWorld(): Promise<AttackWorld> {
  const graph = await startVouchingGraph();
  const client = createGraphClient(graph.url);
  const entries = JSON.parse(readFileSync(graph.serviceKeysFile('gateway'), 'utf8')) as ServiceKeyEntry[];
  const ask: AttackWorld['ask'] = async (who, query, variables = {}) => {
    const token = who === undefined ? undefined : graph.signIn(who);
    const { text, errors } = await client.execute({ query, variables, token });
    return answerOf((JSON.parse(text) as { data?: Answer['data'] }).data, errors);
  };
  // In a session that identity knows: the vault asks it before it keeps an upload.
  const { person: owner } = await somebody(graph.url);
  const victim = principalOf(owner);
  const officer = principal({ role: 'information_officer', scopes: ['incident:manage'], tiers: ['green', 'amber'] });
  const reported = await ask(
    officer,
    'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }',
    { input: { discoveredAt: new Date(Date.now() - 60_000).toISOString(), facts: INCIDENT_FACTS } },
  );
  const amberDocument = await document(owner, 'AMBER');
  const readyCase = await emergencyPack(owner, 'draft');
  await attach(owner, readyCase, 'directive_1', amberDocument);
  await owner.run('MarkCaseReady', { input: { caseId: readyCase } }, z.unknown());
  return {
    graph,
    victim,
    stranger: principal(),
    officer,
    amberDocument,
    redDocument: await document(owner, 'RED'),
    readyCase,
    incident: incidentSchema.parse(reported.data).reportIncident.incident.id,
    invited: (await owner.run('InviteGrant', { input: INVITATION }, grantSchema)).inviteGrant.grant.id,
    grant: (change) => ({
      ...{ id: newId(), tenantId: victim.tenantId, principalId: victim.principalId, role: 'proxy' },
      ...{ accessLevel: 'limited_write', tiers: ['green', 'amber', 'red'], expiresAt: null },
      ...change,
    }),
    ask,
    askService: async (service, who, query, variables) => {
      const signed = createSignedClient({ entries, caller: 'gateway', callee: service, url: graph.urls[service] });
      const contextToken = graph.mint.contextToken({ ...who, sessionId: newId() });
      const { data, errors } = await signed.graphql({ query, variables, contextToken });
      await signed.service.close();
      return answerOf(data, errors as readonly GraphError[] | undefined);
    },
    close: () => graph.close(),
  };
}

function answerOf(data: Answer['data'] | undefined, errors: readonly GraphError[] = []): Answer {
  return { data: data ?? null, codes: errors.map(({ extensions }) => extensions.code) };
}

function principal(change: Partial<Who> = {}): Who {
  return {
    ...{ kind: 'human', principalId: newId(), tenantId: newId(), role: 'principal', clientId: 'web', acr: 'aal2' },
    scopes: ['read:packs', 'read:all', 'write:limited', 'grant:manage'],
    tiers: ['green', 'amber', 'red'],
    authTime: Math.floor(Date.now() / 1000) - 5,
    grants: [],
    ...change,
  };
}

/** Somebody whom identity knows, as a caller. */
function principalOf(person: SignedIn): Who {
  const payload = person.accessToken().split('.')[1] ?? '';
  const { sub, tid } = claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return principal({ principalId: sub, tenantId: tid });
}

function document(owner: SignedIn, tier: Uppercase<Tier>): Promise<string> {
  const content = Buffer.from(`A document of tier ${tier}\n`);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const claims = { title: `Of tier ${tier}`, type: 'OTHER', tier, mediaType: 'text/plain' };
  return upload(owner, { ...claims, byteSize: content.length, sha256, content });
}
