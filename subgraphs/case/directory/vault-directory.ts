import { z } from 'zod';
import { isId } from '#platform/ids';
import { queryEntities } from './query-entities.ts';
import type { ServiceClient } from '#platform/http';
import type { DocumentDirectory, DocumentFacts, PersonDirectory } from '../domain/ports.ts';

const id = z.string().refine(isId);

const documentSchema = z.object({
  id,
  title: z.string(),
  type: z.string(),
  tier: z.enum(['GREEN', 'AMBER', 'RED']),
  owner: z.object({ id }),
  currentVersion: z
    .object({
      id,
      status: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      byteSize: z.int().positive(),
      mediaType: z.string().max(80),
    })
    .nullable(),
});
const DOCUMENT = '{ id title type tier owner { id } currentVersion { id status sha256 byteSize mediaType } }';

const personSchema = z.object({ id, fullName: z.string(), owner: z.object({ id }) });
const PERSON = '{ id fullName owner { id } }';

const TIERS = { GREEN: 'green', AMBER: 'amber', RED: 'red' } as const;

/** Documents and people of the vault. */
export function createVaultDirectory(service: ServiceClient): DocumentDirectory & PersonDirectory {
  return {
    documents: async (call, ids) => {
      const unique = [...new Set(ids)];
      const found = await queryEntities(
        { service, typeName: 'Document', selection: DOCUMENT, schema: documentSchema },
        call,
        unique,
      );
      const byId = new Map(unique.map((wanted, at) => [wanted, toFacts(found[at] ?? null, wanted)]));
      return ids.map((wanted) => byId.get(wanted) ?? null);
    },
    person: async (call, wanted) => {
      const [person] = await queryEntities(
        { service, typeName: 'Person', selection: PERSON, schema: personSchema },
        call,
        [wanted],
      );
      return person?.id === wanted ? { id: wanted, fullName: person.fullName, ownerId: person.owner.id } : null;
    },
  };
}

/** An answer about another document than the one asked for is none. */
function toFacts(document: z.output<typeof documentSchema> | null, wanted: string): DocumentFacts | null {
  if (document?.id !== wanted) return null;
  const { title, type, tier, owner, currentVersion: version } = document;
  return {
    id: wanted,
    ownerId: owner.id,
    title,
    type,
    tier: TIERS[tier],
    version:
      version?.status === 'AVAILABLE'
        ? { id: version.id, sha256: version.sha256, byteSize: version.byteSize, mediaType: version.mediaType }
        : null,
  };
}
