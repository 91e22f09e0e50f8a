import { modeFlag } from './command-options.ts';
import type { ClientSigning, ListedClient, ListedDocument, ModeReport, Published, Retired } from './registry-client.ts';

/** Manifests that `ClientSigning` asks for. */
const LISTED_MANIFESTS = 20;

/** Columns that line up; `-` where there is nothing. */
function table(rows: readonly (readonly (string | number | null)[])[]): string {
  const texts = rows.map((row) => row.map((cell) => (cell === null || cell === '' ? '-' : String(cell))));
  const widths = (texts[0] ?? []).map((_, at) => Math.max(...texts.map((row) => row[at]?.length ?? 0)));
  return texts
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function renderClients(clients: readonly ListedClient[]): string {
  if (clients.length === 0) return 'No client is registered.';
  return table([
    ['client', 'party', 'mode', 'since', 'highest cost'],
    ...clients.map(({ name, party, mode, modeSince, maxCost }) => [
      name,
      party.toLowerCase(),
      modeFlag(mode),
      modeSince,
      maxCost,
    ]),
  ]);
}

export function renderClient(client: ClientSigning, documents: readonly ListedDocument[]): string {
  const keys = client.keys.map(({ kid, notBefore, expiresAt, revokedAt }) => [kid, notBefore, expiresAt, revokedAt]);
  const manifests = client.manifests.nodes.map(({ manifest, documentCount, format, kid, publishedAt, expiresAt }) => [
    manifest,
    documentCount,
    format.toLowerCase(),
    kid,
    publishedAt,
    expiresAt,
  ]);
  const older = manifests.length < LISTED_MANIFESTS ? [] : ['Of the manifests, the newest are listed.'];
  const rows = documents.map(({ documentId, name, maxCost, uses, lastUsedAt, retiredAt }) => [
    documentId,
    name,
    maxCost,
    uses,
    lastUsedAt,
    retiredAt,
  ]);
  return [
    renderClients([client]),
    table([['key', 'from', 'until', 'revoked'], ...keys]),
    table([['manifest', 'documents', 'format', 'key', 'published', 'until'], ...manifests]),
    ...older,
    table([['document', 'name', 'cost', 'uses', 'last used', 'retired'], ...rows]),
  ].join('\n\n');
}

export function renderPublished({ manifest, added, kept, documents }: Published): string {
  const rows = documents.map(({ documentId, name, maxCost }) => [documentId, name, maxCost]);
  return [
    `Published as ${manifest}: ${String(added)} new, ${String(kept)} there already. On every instance within two seconds.`,
    table([['document', 'name', 'cost'], ...rows]),
  ].join('\n');
}

export function renderRetired({ retired, inUse }: Retired): string {
  const used = inUse.map(({ documentId, count, lastUsedAt }) => [documentId, count, lastUsedAt]);
  const list = used.length === 0 ? [] : [table([['in use', 'in seven days', 'last'], ...used])];
  if (retired > 0) return [`${String(retired)} retired.`, ...list].join('\n');
  if (used.length === 0) return 'All of them were retired before.';
  return ['None was retired: of these, some are in use. Retire the others alone, or add --force.', ...list].join('\n');
}

export function renderReport(client: string, report: ModeReport): string {
  const { mode, currentMode, days, registeredRequests, refusedRequests, unknownCountedSince } = report;
  const sent = report.sentAsText.map(({ documentId, name, count, lastUsedAt }) => [
    documentId,
    name,
    count,
    lastUsedAt,
  ]);
  const unknown = report.unknown.map(({ hash, count, lastUsedAt, sample }) => [
    hash.slice(0, 12),
    count,
    lastUsedAt,
    sample.replaceAll(/\s+/g, ' ').slice(0, 80),
  ]);
  const since =
    unknownCountedSince === null
      ? 'What is not registered is not counted in this mode: set log-unknown first, and look again.'
      : `What is not registered is counted since ${unknownCountedSince}.`;
  return [
    `${client} is in ${modeFlag(currentMode)}. In ${modeFlag(mode)}, ${String(refusedRequests)} requests of the last ${String(days)} days would have been refused; ${String(registeredRequests)} were for registered documents.`,
    since,
    ...(sent.length === 0 ? [] : ['', table([['sent as text', 'name', 'times', 'last'], ...sent])]),
    ...(unknown.length === 0 ? [] : ['', table([['not registered', 'times', 'last', 'begins with'], ...unknown])]),
  ].join('\n');
}
