import { newId } from '#platform/ids';
import { PERSON_TIER } from './person.ts';
import type { Clock } from '#platform/clock';
import type { Person } from './person.ts';
import type { VaultDatabase } from './ports.ts';
import type { Owner, Requester } from './requester.ts';

export type NewPerson = Omit<Person, 'id' | 'createdAt' | keyof Owner>;

/** Adds a person to the owner's. @throws AppError AUDIT_UNAVAILABLE */
export async function addPerson(
  { database, clock }: { readonly database: VaultDatabase; readonly clock: Clock },
  requester: Requester,
  input: NewPerson,
): Promise<Person> {
  const now = clock.now();
  const person: Person = { ...input, ...requester.owner, id: newId(now), createdAt: new Date(now) };
  const { tenantId, principalId } = requester.owner;
  return database.change(requester, async ({ people }) => {
    await people.insert(person);
    const target = { type: 'Person', id: person.id, ownerPrincipalId: principalId } as const;
    return { result: person, record: { action: 'vault.person.create', tenantId, target, tier: PERSON_TIER } };
  });
}
