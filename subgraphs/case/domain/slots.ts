import { AppError } from '#platform/errors';
import type { CaseType, Evidence } from './case-types.ts';

/** Documents of one kind in one case, and documents in one pack. */
export const MAX_DOCUMENTS = 50;

interface SlotKind {
  readonly name: string;
  /** Numbered from 1 to `MAX_DOCUMENTS`, as `directive_1`. */
  readonly numbered: boolean;
}

/** In the order in which they stand in a pack. */
const SLOT_KINDS: Readonly<Record<CaseType, readonly SlotKind[]>> = {
  emergency_pack: [{ name: 'directive', numbered: true }],
  death_readiness: [
    { name: 'will', numbered: false },
    { name: 'executor_nomination', numbered: false },
    { name: 'asset_map', numbered: false },
    { name: 'asset_document', numbered: true },
    { name: 'contact_document', numbered: true },
  ],
};

/** What must be filled; alternatives are separated by `|`. A numbered kind is filled by any of its numbers. */
const REQUIRED: Readonly<Record<CaseType, readonly string[]>> = {
  emergency_pack: ['directive_1'],
  death_readiness: ['will|executor_nomination', 'asset_map'],
};

const CONTACTS = 'contacts';
const NUMBERED = /^(?<kind>[a-z_]+)_(?<number>[1-9][0-9]?)$/;

/** What a case needs, by name, for the catalogue. */
export function requiredSlots(type: CaseType): readonly string[] {
  return REQUIRED[type];
}

/** Whether a case of this kind has a slot of this name. */
export function isSlot(type: CaseType, slot: string): boolean {
  return rankOf(type, slot) !== undefined;
}

/** Slots in the order of the pack: by kind, then by number. */
export function inSlotOrder<Item extends { readonly slot: string }>(type: CaseType, items: readonly Item[]): Item[] {
  const rank = (item: Item): number => rankOf(type, item.slot) ?? Number.MAX_SAFE_INTEGER;
  return [...items].sort((one, other) => rank(one) - rank(other));
}

/** Names of what keeps a case from being complete, as `REQUIRED` names them. */
export function missingOf(type: CaseType, filled: readonly string[], contacts: number): string[] {
  const open = REQUIRED[type].filter(
    (requirement) => !alternatives(requirement).some((slot) => isFilled(slot, filled)),
  );
  return type === 'emergency_pack' && contacts === 0 ? [...open, CONTACTS] : open;
}

/** @throws AppError EVIDENCE_INCOMPLETE with the names of what is missing */
export function assertComplete(missing: readonly string[]): void {
  if (missing.length > 0) throw new AppError('EVIDENCE_INCOMPLETE', { facts: { missing: [...missing] } });
}

/** A place for one document, filled or not. */
export interface SlotView {
  readonly name: string;
  readonly required: boolean;
  readonly documentId: string | null;
  readonly addedAt: Date | null;
}

/** All slots to show: filled ones, and open ones that are required or an alternative to one. */
export function slotViews(type: CaseType, evidence: readonly Evidence[]): SlotView[] {
  const filled = evidence.map(({ slot }) => slot);
  const open = REQUIRED[type]
    .filter((requirement) => requirement.includes('|') || !isFilled(requirement, filled))
    .flatMap(alternatives)
    .filter((slot) => !filled.includes(slot));
  const views = [
    ...evidence.map(({ slot, documentId, addedAt }) => ({ slot, documentId, addedAt })),
    ...open.map((slot) => ({ slot, documentId: null, addedAt: null })),
  ];
  return inSlotOrder(type, views).map(({ slot, documentId, addedAt }) => ({
    name: slot,
    required: isRequired(type, slot, filled),
    documentId,
    addedAt,
  }));
}

/** A slot is required when nothing else fills what it is there for. */
function isRequired(type: CaseType, slot: string, filled: readonly string[]): boolean {
  const others = filled.filter((other) => other !== slot);
  return REQUIRED[type].some(
    (requirement) =>
      alternatives(requirement).some((name) => isFilled(name, [slot])) &&
      !alternatives(requirement).some((name) => isFilled(name, others)),
  );
}

function isFilled(requirement: string, filled: readonly string[]): boolean {
  const kind = NUMBERED.exec(requirement)?.groups?.['kind'];
  return filled.some(
    (slot) => slot === requirement || (kind !== undefined && NUMBERED.exec(slot)?.groups?.['kind'] === kind),
  );
}

function alternatives(requirement: string): string[] {
  return requirement.split('|');
}

/** Position of a slot among all slots of its kind of case; undefined when there is no such slot. */
function rankOf(type: CaseType, slot: string): number | undefined {
  const match = NUMBERED.exec(slot)?.groups;
  const number = match === undefined ? 0 : Number(match['number']);
  const name = match === undefined ? slot : match['kind'];
  const at = SLOT_KINDS[type].findIndex((kind) => kind.name === name && kind.numbered === number > 0);
  return at < 0 || number > MAX_DOCUMENTS ? undefined : at * (MAX_DOCUMENTS + 1) + number;
}
