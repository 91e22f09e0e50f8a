import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { Kind, graphql, parse } from 'graphql';
import { createContextTokenVerifier, createFixedKeys, parsePublicJwks } from '#platform/auth';
import { epochSeconds, systemClock } from '#platform/clock';
import { applyShield } from '#platform/graphql';
import { silentLogger } from '#platform/logging';
import { createInProcessState, createNonceStore } from '#platform/redis';
import { createRequestSigner, createRequestVerifier, generateServiceKey, parseServiceKeys } from '#platform/signing';
import { decideFields, findDenials } from '../../gateway/execution/check-access.ts';
import { loadSupergraph } from '../../gateway/execution/supergraph.ts';
import { SAMPLE_SDL, sampleCaller, sampleResolvers } from '../../platform/graphql/testing/sample-subgraph.ts';
import { createTokenMint } from '../../tests/support/graph/token-mint.ts';
import { testCaller } from '../../tests/support/service/test-caller.ts';
import { overviewOf } from './case-graph.ts';
import { differenceOf, timeOf, timeOfSync } from './repeat.ts';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '#platform/graphql';

const ROOT = path.join(import.meta.dirname, '..', '..');
const OVERVIEW = overviewOf(20);
const ISSUER = 'https://identity.example.test';

/** Each part of access control by itself, in milliseconds. */
export interface PartTimes {
  /** One call to a service: signed by the caller, verified by the callee. */
  readonly signAndVerify: number;
  /** All fields of the query of twenty objects. */
  readonly earlyCheck: number;
  /** One field behind a rule, against the same field without. */
  readonly shieldRulePerField: number;
  readonly contextTokenFirst: number;
  /** The same token again, as in the calls that follow in the same seconds. */
  readonly contextTokenAgain: number;
}

/** @param calls in each round of each measurement */
export async function measureParts(calls: number): Promise<PartTimes> {
  const token = tokenBench();
  return {
    signAndVerify: await signAndVerify(calls),
    earlyCheck: earlyCheck(calls),
    shieldRulePerField: await shieldRulePerField(Math.max(1, Math.floor(calls / 10))),
    ...(await token(calls)),
  };
}

/** The size of a call of the gateway: a plan's query and variables, a context token. */
async function signAndVerify(calls: number): Promise<number> {
  const keys = parseServiceKeys(JSON.stringify([generateServiceKey('gateway', 'vault')]));
  const sign = createRequestSigner({ keys, caller: 'gateway', clock: systemClock });
  const nonces = createNonceStore(createInProcessState({ clock: systemClock }));
  const verify = createRequestVerifier({ keys, callee: 'vault', clock: systemClock, nonces });
  const body = Buffer.from(JSON.stringify({ query: OVERVIEW.query.repeat(3), variables: {} }));
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${'x'.repeat(900)}`,
    'content-type': 'application/json',
    'x-request-id': 'bench',
    'x-lifeready-client': 'web',
  };
  const line = { method: 'POST', path: '/graphql', query: '' } as const;
  return timeOf(
    () => verify({ ...line, body, headers: { ...headers, ...sign({ ...line, callee: 'vault', headers, body }) } }),
    calls,
  );
}

function earlyCheck(calls: number): number {
  const supergraph = loadSupergraph(path.join(ROOT, 'schema', 'supergraph.graphql'));
  const operation = parse(OVERVIEW.query).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('the query has no operation');
  const run = { operation, fragments: {}, variables: {} };
  const actor = sampleCaller();
  return timeOfSync(() => {
    const decide = decideFields(supergraph.policies, actor, epochSeconds(systemClock));
    if (findDenials(supergraph, run, decide).length > 0) throw new Error('the query is refused');
  }, calls);
}

const THINGS = 20;
const QUERY_OF_THINGS = '{ things { id text author { id } } }';
/** `things` and, for each of them, three fields and one of its author. */
const FIELDS_OF_THINGS = 1 + THINGS * 4;

async function shieldRulePerField(calls: number): Promise<number> {
  const run = async (schema: GraphQLSchema): Promise<void> => {
    const { errors } = await graphql({ schema, source: QUERY_OF_THINGS, contextValue: sampleContext() });
    if (errors !== undefined) throw new Error('a rule refused', { cause: errors[0] });
  };
  const [bare, guarded] = [sampleSchema(), sampleSchema()];
  applyShield(guarded, { clock: systemClock, denials: { record: () => undefined, close: () => Promise.resolve() } });
  return (
    (await differenceOf(
      () => run(guarded),
      () => run(bare),
      calls,
    )) / FIELDS_OF_THINGS
  );
}

function sampleSchema(): GraphQLSchema {
  return buildSubgraphSchema({
    typeDefs: parse(SAMPLE_SDL),
    resolvers: sampleResolvers().resolvers as GraphQLResolverMap<unknown>,
  });
}

function sampleContext(): RequestContext {
  return {
    actor: sampleCaller(),
    contextToken: undefined,
    callerService: 'gateway',
    requestId: 'bench',
    logger: silentLogger,
    recordDenial: () => undefined,
  };
}

/** A fresh token each time, then one again and again. */
function tokenBench(): (calls: number) => Promise<Pick<PartTimes, 'contextTokenFirst' | 'contextTokenAgain'>> {
  const jwk = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'bench' };
  const mint = createTokenMint({ keys: { keys: [jwk] }, issuer: ISSUER });
  const { kty, crv, x } = jwk as { kty?: string; crv?: string; x?: string };
  return async (calls) => {
    const keys = createFixedKeys(await parsePublicJwks({ keys: [{ kty, crv, x, kid: 'bench' }] }));
    const verify = createContextTokenVerifier({ issuer: ISSUER, keys, clock: systemClock });
    // Made before the clock runs: signing them is not what is measured.
    const tokens = Array.from({ length: calls * 40 }, () => mint.contextToken(testCaller()));
    const known = mint.contextToken(testCaller());
    return {
      contextTokenFirst: await timeOf(() => verify(tokens.pop() ?? known), calls),
      contextTokenAgain: await timeOf(() => verify(known), calls),
    };
  };
}
