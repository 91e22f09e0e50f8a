import { AppError } from '#platform/errors';
import type { CaseStatus, CaseType } from './case-types.ts';

type Moves = Readonly<Record<CaseStatus, readonly CaseStatus[]>>;

const NONE = {
  draft: [],
  ready: [],
  exported: [],
  link_issued: [],
  accessed: [],
  accessed_by_nominee: [],
  expired: [],
  revoked: [],
} as const;

/**
 * Which state may follow which; what is not here does not happen. Nothing follows `revoked`, and everything else
 * may be revoked, also a draft: it is its owner's.
 * - `ready` falls back to `draft` when evidence is taken away that it needs.
 * - `link_issued` falls back to `exported` when its last live link is revoked: then no link is out.
 * - `expired` becomes `exported` by exporting again; a new link can be issued then.
 */
const TRANSITIONS: Readonly<Record<CaseType, Moves>> = {
  emergency_pack: {
    ...NONE,
    draft: ['ready', 'revoked'],
    ready: ['draft', 'exported', 'revoked'],
    exported: ['link_issued', 'revoked'],
    link_issued: ['exported', 'accessed', 'expired', 'revoked'],
    accessed: ['expired', 'revoked'],
    expired: ['exported', 'revoked'],
  },
  death_readiness: {
    ...NONE,
    draft: ['ready', 'revoked'],
    ready: ['draft', 'exported', 'revoked'],
    exported: ['accessed_by_nominee', 'revoked'],
    accessed_by_nominee: ['revoked'],
  },
};

/** States in which a pack exists and may be shared; exporting again adds a pack and leaves the state. */
const KEEPS_STATE_ON_EXPORT: readonly CaseStatus[] = ['exported', 'link_issued', 'accessed', 'accessed_by_nominee'];
/** States in which a share link can work. */
const LINK_STATES: readonly CaseStatus[] = ['link_issued', 'accessed'];
const LINK_ISSUING_STATES: readonly CaseStatus[] = ['exported', ...LINK_STATES];
const NOMINEE_STATES: readonly CaseStatus[] = ['exported', 'accessed_by_nominee'];

export function mayMove(type: CaseType, from: CaseStatus, to: CaseStatus): boolean {
  return TRANSITIONS[type][from].includes(to);
}

/** @throws AppError TRANSITION_NOT_ALLOWED with both states as the schema names them */
export function assertMove(type: CaseType, from: CaseStatus, to: CaseStatus): void {
  if (!mayMove(type, from, to)) throw notAllowed(from, to);
}

/** State after an export. @throws AppError TRANSITION_NOT_ALLOWED when nothing can be exported in this state */
export function statusAfterExport(type: CaseType, from: CaseStatus): CaseStatus {
  if (KEEPS_STATE_ON_EXPORT.includes(from)) return from;
  assertMove(type, from, 'exported');
  return 'exported';
}

/** State after a link was issued. @throws AppError TRANSITION_NOT_ALLOWED */
export function statusAfterLink(type: CaseType, from: CaseStatus): CaseStatus {
  if (type !== 'emergency_pack' || !LINK_ISSUING_STATES.includes(from)) throw notAllowed(from, 'link_issued');
  return from === 'exported' ? 'link_issued' : from;
}

/** Whether share links of a case in this state work. */
export function linksWork(status: CaseStatus): boolean {
  return LINK_STATES.includes(status);
}

/** Whether the executor nominee sees the packs of a case in this state: after the export, never after it was revoked. */
export function nomineeMaySee(status: CaseStatus): boolean {
  return NOMINEE_STATES.includes(status);
}

/** Whether proxies see the packs of a case in this state: nobody but the owner does once it was revoked. */
export function isShared(status: CaseStatus): boolean {
  return status !== 'revoked';
}

/** Evidence can be changed until the case is revoked; after an export the change shows in the next pack only. */
export function assertEvidenceMayChange(status: CaseStatus): void {
  if (status === 'revoked') throw new AppError('CONFLICT');
}

function notAllowed(from: CaseStatus, to: CaseStatus): AppError {
  return new AppError('TRANSITION_NOT_ALLOWED', { facts: { from: from.toUpperCase(), to: to.toUpperCase() } });
}
