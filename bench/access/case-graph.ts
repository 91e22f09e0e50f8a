import { z } from 'zod';
import { somebody } from '../../tests/support/e2e/people.ts';
import { attach, emergencyPack, textDocument } from '../../tests/support/e2e/world.ts';
import { startGraph } from '../../tests/support/graph/in-process-graph.ts';
import { createAsker } from './ask.ts';
import type { Layers } from '../../tests/support/graph/layers.ts';
import type { MintedCaller } from '../../tests/support/graph/token-mint.ts';
import type { Question } from './ask.ts';
import type { Progress } from './progress.ts';

const SERVICES = ['identity', 'vault', 'case', 'audit', 'incident'] as const;

/** Cases of case, their principal of identity, their documents of the vault, their trails of audit. */
export const overviewOf = (cases: number): Question => ({
  query: `{ cases(first: ${cases}) { nodes {
    id type status createdAt principal { id displayName }
    evidence { name document { id title tier currentVersion { sha256 } } }
    auditTrail(first: 3) { nodes { action outcome actor { displayName } } }
  } } }`,
});

/** A whole graph with the cases of one person, and the question about them. */
export interface CaseGraph {
  readonly layers: Layers;
  rowSecurity(isOn: boolean): Promise<void>;
  /** Asks once. @returns milliseconds */
  time(): Promise<number>;
  /** Another token for the same session; one lives for five minutes. */
  renewToken(): void;
  close(): Promise<void>;
}

export async function startCaseGraph(objects: number, progress: Progress): Promise<CaseGraph> {
  progress('starting a graph');
  const graph = await startGraph();
  const asker = createAsker(graph.url);
  const { person } = await somebody(graph.url);
  for (let number = 1; number <= objects; number += 1) {
    progress(`making case ${number} of ${objects}`);
    const caseId = await emergencyPack(person, 'draft');
    await attach(person, caseId, 'directive_1', await textDocument(person));
  }
  // What autovacuum would have done.
  for (const service of SERVICES) await graph.databases.rows(service, 'ANALYZE');
  const session = sessionOf(person.accessToken());
  const overview = overviewOf(objects);
  let token = graph.mint.accessToken(session);
  expectWholeAnswer(await asker.answer(overview, token), objects);
  return {
    layers: graph.layers,
    rowSecurity: (isOn) => graph.databases.rowSecurity(isOn),
    time: () => asker.time(overview, token),
    renewToken: () => {
      token = graph.mint.accessToken(session);
    },
    close: async () => {
      await asker.close();
      await graph.close();
    },
  };
}

const claimsSchema = z.looseObject({
  sub: z.string(),
  tid: z.string(),
  sid: z.string(),
  client_id: z.string(),
  auth_time: z.number(),
});

/** The session that identity opened; what the caller may do it looks up by itself. */
function sessionOf(accessToken: string): MintedCaller {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  const { sub, tid, sid, client_id, auth_time } = claimsSchema.parse(JSON.parse(payload));
  return {
    ...{ kind: 'human', role: 'principal', acr: 'aal2', scopes: [], tiers: [], grants: [] },
    ...{ principalId: sub, tenantId: tid, sessionId: sid, clientId: client_id, authTime: auth_time },
  };
}

const named = z.object({ displayName: z.string() });
const overviewSchema = z.object({
  cases: z.object({
    nodes: z.array(
      z.object({
        principal: named,
        evidence: z
          .array(z.object({ document: z.object({ currentVersion: z.object({ sha256: z.string() }) }) }))
          .min(1),
        auditTrail: z.object({ nodes: z.array(z.object({ actor: named })).min(1) }),
      }),
    ),
  }),
});

/** A fast answer with less in it would be no answer. */
function expectWholeAnswer({ data }: { readonly data?: unknown }, objects: number): void {
  const { cases } = overviewSchema.parse(data);
  if (cases.nodes.length !== objects) throw new Error(`${cases.nodes.length} cases instead of ${objects}`);
}
