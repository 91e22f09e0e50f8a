import { allUses } from './persistence/report-rows.ts';
import { readClientRules, readLists } from './persistence/list-rows.ts';
import { firstDayOf } from './use-days.ts';
import type { Transaction } from '#platform/db';
import type { ClientList, StoredDocument } from '../documents/document-store.ts';
import type { Use } from './types.ts';
import type { UsageExport } from './usage-export.ts';

/** See `Registry.exportUsage`. Documents of the files are in it as well, unless one of the registry has their place. */
export async function exportUsage(
  tx: Transaction,
  { days, nowMs }: { readonly days: number; readonly nowMs: number },
  builtIn: readonly ClientList[],
): Promise<UsageExport> {
  const firstDay = firstDayOf(days, nowMs);
  const rules = await readClientRules(tx);
  const registered = await readLists(
    tx,
    rules.map(({ name }) => name),
    nowMs,
  );
  const uses = new Map((await allUses(tx, firstDay)).map((use) => [`${use.client}\0${use.id}`, use]));
  const names = new Set([...builtIn.map(({ name }) => name), ...registered.keys()]);
  const clients = [...names].toSorted().map((client) => {
    const ofFiles = builtIn.find(({ name }) => name === client)?.documents ?? [];
    const byId = new Map([...(registered.get(client) ?? []), ...ofFiles].map((document) => [document.id, document]));
    const documents = [...byId.values()].map((document) => exported(document, uses.get(`${client}\0${document.id}`)));
    return [client, { documents: documents.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }] as const;
  });
  return {
    format: 'lifeready-document-usage',
    version: 1,
    generatedAt: new Date(nowMs).toISOString(),
    days,
    clients: Object.fromEntries(clients),
  };
}

function exported(
  { id, name, type, body }: StoredDocument,
  use: Use | undefined,
): UsageExport['clients'][string]['documents'][number] {
  return { id, name, kind: type, body, count: use?.count ?? 0, lastUsedAt: use?.lastUsedAt ?? null };
}
