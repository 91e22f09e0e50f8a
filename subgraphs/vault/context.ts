import { createAccess } from './access/access.ts';
import { createLoaders } from './loaders.ts';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { Access, AccessDeps } from './access/access.ts';
import type { RowKinds } from './access/row-kinds.ts';
import type { Browse } from './domain/browse.ts';
import type { VaultDatabase } from './domain/ports.ts';
import type { TicketPurpose, TicketTokens } from './domain/ticket.ts';
import type { VaultLoaders } from './loaders.ts';

/** What use cases of the graph are made from. */
export interface VaultContextDeps extends AccessDeps {
  readonly database: VaultDatabase;
  readonly kinds: RowKinds;
  readonly browse: Browse;
  readonly tokens: TicketTokens;
  readonly clock: Clock;
  /** The address of a link, on the gateway's own host. */
  readonly linkOf: (purpose: TicketPurpose, token: string) => string;
}

/** What the resolvers of the vault get. */
export interface VaultContext extends RequestContext {
  readonly vault: VaultContextDeps;
  readonly access: Access;
  readonly loaders: VaultLoaders;
}

export function createVaultContext(base: RequestContext, vault: VaultContextDeps): VaultContext {
  const access = createAccess(vault, base);
  return { ...base, vault, access, loaders: createLoaders(vault, access) };
}
