import { derivedId } from '#platform/ids';
import type { AuditActor, AuditDetail, AuditedDatabase, ChangeAction } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { Transaction } from '#platform/db';
import type { DocumentMode } from '../documents/clients.ts';
import type { NewClientKey } from './client-keys.ts';
import type { NewClient } from './clients.ts';
import type { Registry } from './registry.ts';
import type { PublishedManifest, RegisteredClient, RetiredDocuments } from './types.ts';

/** Somebody who runs the deployment, from the verified context token, never from input. */
export interface Operator {
  readonly tenantId: string;
  readonly principalId: string;
  readonly actor: AuditActor;
  readonly requestId: string;
}

export interface RegistryDeps {
  readonly database: AuditedDatabase;
  readonly registry: Registry;
  readonly clock: Clock;
}

/** Changes of the registry. Each is one transaction with its audit receipt, or does not happen. */
export interface RegistryChanges {
  registerClient(
    by: Operator,
    input: Omit<NewClient, 'name' | 'nowMs'> & { readonly client: string },
  ): Promise<RegisteredClient>;
  registerClientKey(by: Operator, input: Omit<NewClientKey, 'nowMs'>): Promise<RegisteredClient>;
  revokeClientKey(by: Operator, input: { readonly client: string; readonly kid: string }): Promise<RegisteredClient>;
  setMode(by: Operator, input: { readonly client: string; readonly mode: DocumentMode }): Promise<RegisteredClient>;
  publishManifest(by: Operator, input: { readonly client: string; readonly jws: string }): Promise<PublishedManifest>;
  retireDocuments(
    by: Operator,
    input: { readonly client: string; readonly ids: readonly string[]; readonly force: boolean },
  ): Promise<RetiredDocuments>;
}

interface Changed<Result> {
  readonly result: Result;
  /** Ids, hashes, modes and counts; never the text of a document. */
  readonly detail: AuditDetail;
}

/** What each change does and what the log says of it. @throws AppError as `Registry` says, and AUDIT_UNAVAILABLE */
export function createRegistryChanges({ database, registry, clock }: RegistryDeps): RegistryChanges {
  const change = <Result>(
    action: ChangeAction,
    client: string,
    by: Operator,
    work: (tx: Transaction, nowMs: number) => Promise<Changed<Result>>,
  ): Promise<Result> =>
    database.change({ scope: by, actor: by.actor, requestId: by.requestId }, async (tx) => {
      const { result, detail } = await work(tx, clock.now());
      const target = { type: 'ApiClient' as const, id: apiClientId(client), ownerPrincipalId: null };
      return {
        result,
        record: { action, tenantId: by.tenantId, target, tier: 'green', detail: { client, ...detail } },
      };
    });
  return {
    registerClient: (by, { client, ...rules }) =>
      change('gateway.client.register', client, by, async (tx, nowMs) => ({
        result: await registry.registerClient(tx, { name: client, ...rules, nowMs }),
        detail: rules,
      })),
    registerClientKey: (by, { client, ...key }) =>
      change('gateway.client_key.register', client, by, async (tx, nowMs) => {
        const { kid, notBefore, expires } = await registry.registerClientKey(tx, { client, ...key, nowMs });
        return { result: await registry.findClient(tx, { client }), detail: { kid, notBefore, expires } };
      }),
    revokeClientKey: (by, { client, kid }) =>
      change('gateway.client_key.revoke', client, by, async (tx, nowMs) => {
        await registry.revokeClientKey(tx, { client, kid, nowMs });
        return { result: await registry.findClient(tx, { client }), detail: { kid } };
      }),
    setMode: (by, { client, mode }) =>
      change('gateway.client.set_mode', client, by, async (tx, nowMs) => {
        const { mode: before } = await registry.findClient(tx, { client });
        return { result: await registry.setMode(tx, { client, mode, nowMs }), detail: { before, mode } };
      }),
    publishManifest: (by, { client, jws }) =>
      change('gateway.manifest.publish', client, by, async (tx, nowMs) => {
        const result = await registry.publishManifest(tx, { client, jws, nowMs });
        const { manifestId, added, kept } = result;
        return { result, detail: { manifest: manifestId, added, kept } };
      }),
    retireDocuments: (by, { client, ids, force }) =>
      change('gateway.document.retire', client, by, async (tx, nowMs) => {
        const result = await registry.retireDocuments(tx, { client, ids, force, nowMs });
        return { result, detail: { retired: result.retired.length, inUse: result.inUse.length, force } };
      }),
  };
}

/** Clients have names, and targets of the log have ids: the same name always has the same id. */
export function apiClientId(client: string): string {
  return derivedId('lifeready-gateway/api-client/v1', client);
}
