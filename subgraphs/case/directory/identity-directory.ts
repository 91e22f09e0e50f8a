import { z } from 'zod';
import { TIERS } from '#platform/auth';
import { isId } from '#platform/ids';
import { queryEntities } from './query-entities.ts';
import type { ServiceClient } from '#platform/http';
import type { GrantDirectory, PrincipalDirectory } from '../domain/ports.ts';

const id = z.string().refine(isId);

const grantSchema = z.object({
  id,
  role: z.string(),
  status: z.string(),
  granter: z.object({ id }).nullable(),
  tiers: z.array(z.string().toLowerCase().pipe(z.enum(TIERS))),
});
const GRANT = '{ id role status granter { id } tiers }';

const principalSchema = z.object({ id, displayName: z.string() });
const PRINCIPAL = '{ id displayName }';

/** Grants and names of identity. */
export function createIdentityDirectory(service: ServiceClient): GrantDirectory & PrincipalDirectory {
  return {
    grant: async (call, wanted) => {
      const [grant] = await queryEntities(
        { service, typeName: 'RoleGrant', selection: GRANT, schema: grantSchema },
        call,
        [wanted],
      );
      if (grant?.id !== wanted) return null;
      return {
        id: wanted,
        role: grant.role.toLowerCase(),
        status: grant.status.toLowerCase(),
        granterId: grant.granter?.id ?? null,
        tiers: grant.tiers,
      };
    },
    displayName: async (call, principalId) => {
      const query = { service, typeName: 'Principal', selection: PRINCIPAL, schema: principalSchema };
      const [principal] = await queryEntities(query, call, [principalId]);
      return principal?.id === principalId ? principal.displayName : null;
    },
  };
}
