import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, isLeafType, isObjectType } from 'graphql';
import { collectPolicies } from '../../docs/generate/policies/coordinate-policies.ts';
import { isGranted } from '../../docs/generate/policies/persona-outcome.ts';
import { PERSONAS } from '../../docs/generate/policies/personas.ts';
import { readSubgraphs } from '../../docs/generate/sources/subgraph-files.ts';
import { REGISTERED_ONLY, outcomeOf, readAccessMatrix } from '../support/e2e/access-matrix.ts';
import { entityTypes, ownedEntities } from '../support/e2e/entities.ts';
import { fictitiousCall } from '../support/e2e/fictitious-call.ts';
import { createGraphClient } from '../support/e2e/graph-client.ts';
import { callAsGateway } from '../support/e2e/inside.ts';
import { apiSchema } from '../support/e2e/operations.ts';
import { signInPersonas } from '../support/e2e/personas.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import type { AccessPolicy } from '#platform/access';
import type { MatrixRow } from '../support/e2e/access-matrix.ts';
import type { OwnedEntity } from '../support/e2e/entities.ts';
import type { SignedInPersona } from '../support/e2e/personas.ts';

const SIGN_IN_LIMIT_MS = 120_000;
const PARTNER_DOCUMENTS = path.join(import.meta.dirname, '..', '..', 'schema', 'persisted', 'partner-demo.json');

const schema = apiSchema();
const matrix = readAccessMatrix();
const typeOf = ({ coordinate }: MatrixRow): string => coordinate.split('.')[0] ?? '';
const fieldOf = ({ coordinate }: MatrixRow): string => coordinate.split('.')[1] ?? '';
const roots = matrix.filter((row) => ['Query', 'Mutation'].includes(typeOf(row)));
const entityFields = matrix
  .filter((row) => entityTypes().includes(typeOf(row)))
  .flatMap((row) => row.services.map((service) => ({ ...row, service })));

let personas: readonly SignedInPersona[];
let entities: Readonly<Record<string, OwnedEntity>>;
beforeAll(async () => {
  personas = await signInPersonas();
  entities = await ownedEntities(personas);
}, SIGN_IN_LIMIT_MS);

async function atTheGateway({ coordinate }: MatrixRow, { accessToken }: SignedInPersona): Promise<unknown> {
  const call = fictitiousCall(schema, coordinate);
  const answer = await createGraphClient(sharedStack().url).execute({ ...call, token: accessToken });
  return JSON.parse(answer.text) as unknown;
}

/** As a gateway that lets everything pass would ask. */
async function atTheService(service: string, call: unknown, persona: SignedInPersona): Promise<unknown> {
  const contextToken = await persona.contextToken();
  const authorization = contextToken === undefined ? {} : { authorization: `Bearer ${contextToken}` };
  const headers = { 'x-request-id': 'access-matrix', ...authorization };
  return (await callAsGateway({ service, body: JSON.stringify(call), headers })).json;
}

async function forEachPersona(
  work: (persona: SignedInPersona) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const persona of personas) found[persona.name] = await work(persona);
  return found;
}

describe('[R-034] [R-035] every root field, as every persona', () => {
  test('has a row in the matrix', () => {
    const types = [schema.getQueryType(), schema.getMutationType()];
    const coordinates = types.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name ?? ''}.${field}`),
    );
    expect(roots.map(({ coordinate }) => coordinate).sort()).toEqual(coordinates.sort());
  });

  test.each(roots)('$coordinate: the gateway answers as the matrix says', async (row) => {
    const found = await forEachPersona(async (persona) =>
      outcomeOf(await atTheGateway(row, persona), row.outcomes[persona.name]),
    );
    expect(found).toEqual({ ...row.outcomes, partner: REGISTERED_ONLY });
  });

  test.each(roots)('$coordinate: the service answers the same, whatever the gateway thinks', async (row) => {
    const call = fictitiousCall(schema, row.coordinate);
    const found = await forEachPersona(async (persona) =>
      outcomeOf(await atTheService(row.services[0] ?? '', call, persona), row.outcomes[persona.name]),
    );
    expect(found).toEqual(row.outcomes);
  });
});

describe('[R-040] a partner', () => {
  test('runs the documents that were registered for it', async () => {
    const token = personas.find(({ name }) => name === 'partner')?.accessToken;
    const manifest = readFileSync(PARTNER_DOCUMENTS, 'utf8');
    const { operations } = JSON.parse(manifest) as { operations: { id: string }[] };
    expect(operations.length).toBeGreaterThan(0);
    const client = createGraphClient(sharedStack().url);
    for (const { id } of operations) (await client.execute({ body: { documentId: id }, token })).expectData();
  });
});

const policies = collectPolicies(readSubgraphs());

function policyOf({ coordinate, service }: MatrixRow & { readonly service: string }): AccessPolicy {
  const found = policies.find(
    ({ type, field, subgraphs }) => `${type}.${field}` === coordinate && subgraphs.includes(service),
  );
  if (found === undefined) throw new Error(`${coordinate} has no policy at ${service}`);
  return found.policy;
}

/** The audit service has no objects of others to hide: it answers any key, with the entries that the caller may see. */
function isOwned({ service }: { readonly service: string }, { owner }: AccessPolicy): boolean {
  return service !== 'audit' && ['SELF', 'OWNER', 'OWNER_OR_GRANT'].includes(owner);
}

describe('[R-046] every field of an entity, asked of its service by key, as every persona', () => {
  /** `shown`, `hidden` as if it did not exist, or how the policy refuses. */
  async function look(row: MatrixRow & { service: string }, persona: SignedInPersona): Promise<string> {
    const [type, field] = [typeOf(row), fieldOf(row)];
    const definition = schema.getType(type);
    const fieldType = isObjectType(definition) ? definition.getFields()[field]?.type : undefined;
    const isLeaf = fieldType === undefined || isLeafType(getNamedType(fieldType));
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${field} ${isLeaf ? '' : '{ __typename }'} } } }`;
    const variables = { r: [{ __typename: type, id: entities[type]?.id }] };
    const answer = await atTheService(row.service, { query, variables }, persona);
    const outcome = outcomeOf(answer, 'yes');
    if (outcome !== 'yes') return outcome;
    const { data } = answer as { data?: { _entities?: readonly unknown[] } };
    return (data?._entities?.[0] ?? null) === null ? 'hidden' : 'shown';
  }

  test('has rows in the matrix and an object to ask for', () => {
    expect(Object.keys(entities).sort()).toEqual(entityTypes());
    expect([...new Set(entityFields.map(typeOf))].sort()).toEqual(entityTypes());
  });

  test.each(entityFields)('$coordinate at $service: shown to nobody whom its policy does not name', async (row) => {
    const found = await forEachPersona((persona) => look(row, persona));
    const owner = entities[typeOf(row)]?.owner ?? '';
    const policy = policyOf(row);
    for (const persona of PERSONAS) {
      const { name } = persona;
      const allowed = row.outcomes[name] ?? '';
      // An object that a grant shows has its owner's own lists as well: empty ones.
      const isShown = name === owner || isGranted(policyOf({ ...row, coordinate: `${typeOf(row)}.id` }), persona);
      const others = isOwned(row, policy) ? ['hidden'] : ['shown', 'hidden'];
      const expected = allowed === 'yes' ? (isShown ? ['shown'] : others) : [allowed, 'hidden'];
      expect([name, expected]).toEqual([name, expect.arrayContaining([found[name]])]);
    }
  });
});
