import type { PersonDirectory, PersonFacts } from './ports.ts';
import type { Acting } from './call.ts';

/**
 * A person of the owner for whom the caller acts. Whoever acts by a grant sees people of several principals; a case names people
 * of its own owner only.
 * @returns null for what is missing, hidden or somebody else's, all alike
 */
export async function personOf(
  { people }: { readonly people: PersonDirectory },
  acting: Acting,
  id: string,
): Promise<PersonFacts | null> {
  const person = await people.person(acting, id);
  return person?.ownerId === acting.subject.principalId ? person : null;
}
