/** Columns of `audit_entry` that were taken from the entry, under the names that they have in it. */
export interface EntryColumns {
  readonly event_id: string;
  readonly type: string;
  readonly intent_id: string | null;
  readonly service: string;
  readonly tenant_ref: string;
  readonly tenant_seq: number;
  readonly actor_ref: string | null;
  readonly actor_type: string;
  readonly action: string;
  readonly target_type: string;
  readonly target_ref: string;
  readonly tier: string;
  readonly outcome: string;
  readonly request_id: string;
  readonly recorded_at: string;
}

/**
 * Columns that say something else than the entry. Attack: an entry stays as it is and its columns are changed, so that searches and
 * trails, which go by columns, find it with somebody else, or not at all.
 * @param leaf canonical JSON, checked before
 * @returns names of the members that differ
 */
export function differingColumns(leaf: string, columns: EntryColumns): readonly string[] {
  const entry = JSON.parse(leaf) as object;
  return Object.entries(columns).flatMap(([name, value]) => {
    const said: unknown = Object.hasOwn(entry, name) ? Reflect.get(entry, name) : null;
    return said === value ? [] : [name];
  });
}
