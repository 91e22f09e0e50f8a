import { requireClient, requireMode } from './clients.ts';
import { documentNames, totalUnknown, totalUses, unknownUses, usesByText } from './persistence/report-rows.ts';
import { firstDayOf } from './use-days.ts';
import type { Transaction } from '#platform/db';
import type { DocumentMode } from '../documents/clients.ts';
import type { ClientList } from '../documents/document-store.ts';
import type { ModeReport } from './types.ts';

/** Lines of each list. */
const MAX_LINES = 100;

/** See `Registry.reportMode`. */
export async function reportMode(
  tx: Transaction,
  input: { readonly client: string; readonly mode: DocumentMode; readonly days: number; readonly nowMs: number },
  builtIn: readonly ClientList[],
): Promise<ModeReport> {
  const { client: name, mode, days, nowMs } = input;
  const firstDay = firstDayOf(days, nowMs);
  const client = await requireClient(tx, name);
  requireMode(client.party, mode);
  const refusesText = mode === 'ids-only';
  const refusesUnknown = refusesText || mode === 'safelist';
  const totals = await totalUses(tx, name, firstDay);
  const asText = refusesText ? await usesByText(tx, name, firstDay, MAX_LINES) : [];
  const names = await documentNames(
    tx,
    name,
    asText.map(({ id }) => id),
  );
  const ofFiles = builtIn.find((list) => list.name === name)?.documents ?? [];
  const nameOf = (id: string): string => names.get(id) ?? ofFiles.find((each) => each.id === id)?.name ?? '';
  const unknownRequests = refusesUnknown ? await totalUnknown(tx, name, firstDay) : 0;
  return {
    client: name,
    currentMode: client.mode,
    mode,
    days,
    unknownCountedSince: client.mode === 'open' ? null : later(client.modeSince, `${firstDay}T00:00:00.000Z`),
    registeredRequests: totals.byId + totals.byText,
    refusedRequests: (refusesText ? totals.byText : 0) + unknownRequests,
    sentAsText: asText.map((use) => ({ ...use, name: nameOf(use.id) })),
    unknown: refusesUnknown ? await unknownUses(tx, name, firstDay, MAX_LINES) : [],
  };
}

function later(a: string, b: string): string {
  return Date.parse(a) > Date.parse(b) ? a : b;
}
