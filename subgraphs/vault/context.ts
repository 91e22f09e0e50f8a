import { createLoaders } from './loaders.ts';
import { requesterOf } from './requester.ts';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { Browse } from './domain/browse.ts';
import type { VaultDatabase } from './domain/ports.ts';
import type { Requester } from './domain/requester.ts';
import type { TicketPurpose, TicketTokens } from './domain/ticket.ts';
import type { VaultLoaders } from './loaders.ts';

/** What use cases of the graph are made from. */
export interface VaultContextDeps {
  readonly database: VaultDatabase;
  readonly browse: Browse;
  readonly tokens: TicketTokens;
  readonly clock: Clock;
  /** The address of a link, on the gateway's own host. */
  readonly linkOf: (purpose: TicketPurpose, token: string) => string;
}

/** What the resolvers of the vault get. */
export interface VaultContext extends RequestContext {
  readonly vault: VaultContextDeps;
  readonly loaders: VaultLoaders;
  /** @throws AppError UNAUTHENTICATED */
  readonly requester: () => Requester;
}

export function createVaultContext(base: RequestContext, vault: VaultContextDeps): VaultContext {
  const requester = (): Requester => requesterOf(base);
  return { ...base, vault, requester, loaders: createLoaders(vault.browse, requester) };
}
