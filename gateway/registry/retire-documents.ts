import { AppError, badInput } from '#platform/errors';
import { parseDocumentId } from '../documents/document-id.ts';
import { requireClient } from './clients.ts';
import { findKnownDocuments, retireDocumentRows, usesSince } from './persistence/document-rows.ts';
import { bumpVersion } from './persistence/list-rows.ts';
import { firstDayOf } from './use-days.ts';
import type { Transaction } from '#platform/db';
import type { RetiredDocuments } from './types.ts';

/** A document used within these days is in use. */
const IN_USE_DAYS = 7;
/** Documents of one change. */
export const MAX_IDS = 500;

/** See `Registry.retireDocuments`. */
export async function retireDocuments(
  tx: Transaction,
  input: { readonly client: string; readonly ids: readonly string[]; readonly force: boolean; readonly nowMs: number },
): Promise<RetiredDocuments> {
  const { client, force, nowMs } = input;
  if (input.ids.length < 1 || input.ids.length > MAX_IDS) throw badInput('ids', `must be 1 to ${String(MAX_IDS)}`);
  const ids = input.ids.map((id, index) => {
    const parsed = parseDocumentId(id);
    if (parsed === undefined) throw badInput(`ids.${String(index)}`, 'is not the id of a document');
    return parsed;
  });
  await requireClient(tx, client, 'lock');
  const known = await findKnownDocuments(tx, client, ids);
  if (ids.some((id) => !known.has(id))) throw new AppError('NOT_FOUND');
  // What is retired already holds nothing back, however often it ran before.
  const pending = ids.filter((id) => known.get(id)?.retiredAt === null);
  const inUse = await usesSince(tx, client, pending, firstDayOf(IN_USE_DAYS, nowMs));
  if (inUse.length > 0 && !force) return { retired: [], inUse };
  const retired = await retireDocumentRows(tx, client, pending, new Date(nowMs).toISOString());
  if (retired.length > 0) await bumpVersion(tx, client);
  return { retired, inUse };
}
