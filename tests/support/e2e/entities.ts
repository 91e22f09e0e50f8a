import { Kind, parse } from 'graphql';
import { z } from 'zod';
import { readSubgraphs } from '../../../docs/generate/sources/subgraph-files.ts';
import { grantee } from './granted.ts';
import { sharedStack } from './shared-stack.ts';
import { addPerson, emergencyPack, incident, textDocument } from './world.ts';
import type { ObjectTypeDefinitionNode } from 'graphql';
import type { Somebody } from './people.ts';
import type { SignedInPersona } from './personas.ts';

/** An object that services can be asked for by its key. */
export interface OwnedEntity {
  readonly id: string;
  /** Persona whose it is. */
  readonly owner: string;
}

/** Names of all types that some service loads by key, for tables that must be complete. */
export function entityTypes(): string[] {
  const definitions = readSubgraphs().flatMap(({ sdl }) => parse(sdl).definitions);
  const types = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION).filter(isLoadedByKey);
  return [...new Set(types.map(({ name }) => name.value))].sort();
}

function isLoadedByKey({ directives = [] }: ObjectTypeDefinitionNode): boolean {
  return directives.some(
    ({ name, arguments: given = [] }) =>
      name.value === 'key' && !given.some((argument) => argument.name.value === 'resolvable'),
  );
}

/** One object of each type, of the demo's principal or of its organisation. */
export async function ownedEntities(personas: readonly SignedInPersona[]): Promise<Record<string, OwnedEntity>> {
  const principal = named(personas, 'principal');
  const officer = named(personas, 'information_officer');
  const ofPrincipal = (id: string): OwnedEntity => ({ id, owner: 'principal' });
  const me = await principal.execute<{ me: { id: string; grants: { nodes: { id: string }[] } } }>(
    '{ me { id grants(first: 1) { nodes { id } } } }',
  );
  const { id, grants } = me.expectData().me;
  const asset = await principal.execute<{ addAsset: { asset: { id: string } } }>(
    'mutation { addAsset(input: { category: OTHER, label: "x" }) { asset { id } } }',
  );
  return {
    Principal: ofPrincipal(id),
    StagedAccess: ofPrincipal(await stagedAccess(principal)),
    RoleGrant: ofPrincipal(grants.nodes[0]?.id ?? ''),
    Asset: ofPrincipal(asset.expectData().addAsset.asset.id),
    Person: ofPrincipal(await addPerson(principal.person)),
    Document: ofPrincipal(await textDocument(principal.person)),
    Case: ofPrincipal(await emergencyPack(principal.person, 'draft')),
    Incident: { id: await incident(officer), owner: 'information_officer' },
  };
}

/** Of a grant of its own: another test file of the run may arrange one too. */
async function stagedAccess({ person }: Somebody): Promise<string> {
  const offer = { role: 'EMERGENCY_CONTACT', accessLevel: 'READ_ONLY_PACKS', tiers: ['GREEN'] } as const;
  const { grantId } = await grantee(sharedStack().url, person, offer, 'staged');
  const input = { grantId, tiers: ['GREEN'], waitDays: 7, accessHours: 1 };
  const shape = z.object({ arrangeStagedAccess: z.object({ stagedAccess: z.object({ id: z.string() }) }) });
  return (await person.run('ArrangeStagedAccess', { input }, shape)).arrangeStagedAccess.stagedAccess.id;
}

function named(personas: readonly SignedInPersona[], name: string): NonNullable<SignedInPersona['somebody']> {
  const somebody = personas.find((persona) => persona.name === name)?.somebody;
  if (somebody === undefined) throw new Error(`nobody is signed in as ${name}`);
  return somebody;
}
