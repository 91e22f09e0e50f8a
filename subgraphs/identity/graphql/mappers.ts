import type { StagedAccessView } from '../domain/staged-access/records.ts';
import type { PrincipalView, RoleGrant, Session } from '../domain/records.ts';

/** What resolvers hold when the schema says `Principal`, and so on. */
export type PrincipalMapper = PrincipalView;
export type RoleGrantMapper = RoleGrant;
export type StagedAccessMapper = StagedAccessView;
export type SessionMapper = Session;
