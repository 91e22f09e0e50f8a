import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { isIntrospectionType, isObjectType, parse } from 'graphql';
import { createManualClock } from '#platform/clock';
import { AppError } from '#platform/errors';
import { applyShield } from '#platform/graphql';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { collectPolicies } from '../../docs/generate/policies/coordinate-policies.ts';
import { PERSONAS } from '../../docs/generate/policies/personas.ts';
import { readSubgraphs } from '../../docs/generate/sources/subgraph-files.ts';
import { decideFields } from '../../gateway/execution/check-access.ts';
import { loadSupergraph } from '../../gateway/execution/supergraph.ts';
import { createRecordedDenials } from '../../platform/graphql/testing/recorded-denials.ts';
import { outcomeOf, readAccessMatrix } from '../support/e2e/access-matrix.ts';
import { apiSchema } from '../support/e2e/operations.ts';
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Actor, HeldGrant } from '#platform/auth';
import type { RequestContext } from '#platform/graphql';
import type { Persona } from '../../docs/generate/policies/personas.ts';

const SUPERGRAPH = path.join(import.meta.dirname, '..', '..', 'schema', 'supergraph.graphql');
const REFERENCE = path.join(import.meta.dirname, '..', '..', 'docs', 'reference', 'access.md');
const NOW = 1_790_000_000;
const HOUR_SECONDS = 3_600;
const REACHED = 'what the resolver gives';

const matrix = readAccessMatrix();
const supergraph = loadSupergraph(SUPERGRAPH);
const services = new Map(readSubgraphs().map(({ name, sdl }) => [name, shielded(sdl)]));
/** Whose context is stale is nobody to any field: the token is refused before the operation is read. */
const PRESENT = PERSONAS.filter(({ isStale }) => isStale !== true);

function shielded(sdl: string): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: {} });
  applyShield(schema, { clock: createManualClock(NOW * 1_000), denials: createRecordedDenials() });
  return schema;
}

/** What a context token says of a persona. */
function actorOf({ name, account, grant, hasOldCode }: Persona): Actor {
  if (account === undefined) return { kind: 'anonymous' };
  const { role, scopes, tiers, hasSecondFactor } = account;
  return {
    ...{ kind: hasSecondFactor ? 'human' : 'service_account', principalId: newId(), tenantId: newId() },
    ...{ role, scopes: [...scopes], tiers: [...tiers], acr: hasSecondFactor ? 'aal2' : 'aal1' },
    ...{ authTime: hasOldCode === true ? NOW - HOUR_SECONDS : NOW, sessionId: newId(), clientId: 'web' },
    ...{ grants: heldBy(name, grant), tokenExpiresAt: NOW + 60 },
  };
}

/** A suspended grant is in no token; one that has expired may still be. */
function heldBy(name: string, grant: Persona['grant']): HeldGrant[] {
  const held = name === 'expired_grant' ? ({ role: 'proxy', level: 'limited_write' } as const) : grant;
  if (held === undefined) return [];
  const [tiers, expiresAt] = [['green', 'amber', 'red'] as const, grant === undefined ? NOW - 1 : null];
  const of = { id: newId(), tenantId: newId(), principalId: newId() };
  return [{ ...of, role: held.role, accessLevel: held.level, tiers: [...tiers], expiresAt }];
}

function fieldAt(service: string, coordinate: string): GraphQLField<unknown, unknown> {
  const [type = '', field = ''] = coordinate.split('.');
  const found = (services.get(service)?.getType(type) as GraphQLObjectType | undefined)?.getFields()[field];
  if (found === undefined) throw new Error(`${service} has no ${coordinate}`);
  return found;
}

/** Asks one field of a service as its executor would, of an object that anybody could have loaded. */
async function ask(service: string, coordinate: string, actor: Actor): Promise<unknown> {
  const [type, field = ''] = coordinate.split('.');
  const context: RequestContext = {
    ...{ actor, contextToken: undefined, callerService: 'gateway', requestId: 'every-field' },
    ...{ logger: silentLogger, recordDenial: () => undefined },
  };
  const info = { fieldName: field, parentType: services.get(service)?.getType(type ?? '') };
  const asked = Promise.resolve(
    fieldAt(service, coordinate).resolve?.({ [field]: REACHED }, {}, context, info as never),
  );
  return asked.catch((error: unknown) => error);
}

async function outcomesOf(
  expected: Readonly<Record<string, string>>,
  work: (actor: Actor) => unknown,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const persona of PRESENT) {
    const answer = await work(actorOf(persona));
    if (answer !== REACHED && !(answer instanceof AppError)) throw new Error(`${persona.name}: ${String(answer)}`);
    found[persona.name] = outcomeOf(answer === REACHED ? {} : { code: answer.code }, expected[persona.name]);
  }
  return found;
}

function expectedOf(outcomes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(PRESENT.map(({ name }) => [name, outcomes[name] ?? '']));
}

/** Of everything that a client can select, sorted. */
function apiCoordinates(): string[] {
  const types = Object.values(apiSchema().getTypeMap()).filter((type) => isObjectType(type));
  const fields = types
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  return fields.sort();
}

test('[R-034] what a subgraph states at a coordinate is what the composed graph states there', () => {
  const stated = collectPolicies(readSubgraphs());
  expect(stated.length).toBeGreaterThan(250);
  for (const { type, field, policy } of stated)
    expect([type, field, supergraph.policies.get(type)?.get(field)]).toEqual([type, field, policy]);
});

describe('[R-034] [R-035] every field of every type, as every persona', () => {
  const coordinates = apiCoordinates();

  test('has a row in the committed matrix', () => {
    expect(coordinates.length).toBeGreaterThan(250);
    expect([...new Set(matrix.map(({ coordinate }) => coordinate))].sort()).toEqual(coordinates);
  });

  test('has a row in the committed reference, in words', () => {
    const rows = readFileSync(REFERENCE, 'utf8').match(/^\| `\w+(\.\w+)?` \|/gm) ?? [];
    const isRoot = /^(Query|Mutation)\./;
    const inWords = coordinates.map((coordinate) => `| \`${coordinate.replace(isRoot, '')}\` |`);
    expect([...new Set(rows)].sort()).toEqual([...new Set(inWords)].sort());
  });

  test.each(matrix)('$coordinate: the composed policy decides as the matrix says', async ({ coordinate, outcomes }) => {
    const [type = '', field = ''] = coordinate.split('.');
    const found = await outcomesOf(outcomes, (actor) => {
      const denial = decideFields(supergraph.policies, actor, NOW)(type, field);
      return denial === undefined ? REACHED : denial.error;
    });
    expect(found).toEqual(expectedOf(outcomes));
  });

  test.each(matrix.flatMap((row) => row.services.map((service) => ({ ...row, service }))))(
    '$coordinate: the rule in front of it at $service lets nobody else through',
    async ({ coordinate, service, outcomes }) => {
      expect(await outcomesOf(outcomes, (actor) => ask(service, coordinate, actor))).toEqual(expectedOf(outcomes));
    },
  );
});
