import { ACCESS_LEVELS, isOwnershipWithin } from '#platform/access';
import type {
  AccessSnapshot,
  CoordinatePolicy,
  ListSizeSnapshot,
  PolicySnapshot,
} from '../composition/policy-snapshot.ts';
import type { Finding } from './finding.ts';

/**
 * Guards of the release that are gone or weaker now. A coordinate that is gone has no guard to lose; that it is gone is for the
 * comparison of contracts.
 */
export function compareGuards(released: PolicySnapshot, current: PolicySnapshot): Finding[] {
  return Object.entries(released).flatMap(([where, before]) => {
    const after = current[where];
    const messages = after === undefined ? costIfGone(before) : weakened(before, after);
    return messages.map((message): Finding => ({ class: 'security', where, message }));
  });
}

/** Types and arguments stand in the snapshot for their cost alone; they leave it when the cost goes. */
function costIfGone(before: CoordinatePolicy): string[] {
  return before.access === undefined && before.cost !== undefined ? ['@cost was removed'] : [];
}

function weakened(before: CoordinatePolicy, after: CoordinatePolicy): string[] {
  return [
    ...(before.access === undefined || after.access === undefined ? [] : weakerAccess(before.access, after.access)),
    ...weakerCost(before.cost, after.cost),
    ...weakerSize(before.listSize, after.listSize),
  ];
}

function weakerAccess(before: AccessSnapshot, after: AccessSnapshot): string[] {
  if (before.public === true) return changedAudit(before, after);
  if (after.public === true) return ['anybody may use it now'];
  return [
    ...widerCallers(before, after),
    ...missingFrom(after.scopes, before.scopes).map((scope) => `scope ${scope} is not needed any more`),
    ...widerTiers(before.tiers ?? [], after.tiers ?? []),
    ...(isOwnershipWithin(after.owner, before.owner) ? [] : [`owner went from ${before.owner} to ${after.owner}`]),
    ...lowerLevel(before.grantLevel, after.grantLevel),
    ...longerStepUp(before.stepUpSeconds, after.stepUpSeconds),
    ...changedAudit(before, after),
  ];
}

/** No roles and no grants mean every signed-in caller. */
function widerCallers(before: AccessSnapshot, after: AccessSnapshot): string[] {
  const restricted = ({ roles, grants }: AccessSnapshot): boolean => roles !== undefined || grants !== undefined;
  if (!restricted(before)) return [];
  if (!restricted(after)) return ['every role may use it now'];
  const added = [...missingFrom(before.roles, after.roles), ...missingFrom(before.grants, after.grants)];
  return added.map((role) => `${role} may use it now`);
}

/** Tiers are alternatives, so each new one lets more callers in; `OBJECT` asks the loader for the object's own. */
function widerTiers(before: readonly string[], after: readonly string[]): string[] {
  const objectTierGone = before.includes('OBJECT') && !after.includes('OBJECT');
  const fixedBefore = before.filter((tier) => tier !== 'OBJECT');
  const fixedAfter = after.filter((tier) => tier !== 'OBJECT');
  const gone = fixedBefore.length > 0 && fixedAfter.length === 0;
  const added = fixedBefore.length > 0 ? missingFrom(fixedBefore, fixedAfter) : [];
  return [
    ...(objectTierGone ? ["the object's own tier is not needed any more"] : []),
    ...(gone ? ['no tier is needed any more'] : []),
    ...added.map((tier) => `tier ${tier} is enough now`),
  ];
}

/** A level that is gone went with the grants, which is narrower; one that is new came with them, and the grants are told. */
function lowerLevel(before: AccessSnapshot['grantLevel'], after: AccessSnapshot['grantLevel']): string[] {
  if (before === undefined || after === undefined) return [];
  return ACCESS_LEVELS.indexOf(after) < ACCESS_LEVELS.indexOf(before)
    ? [`a grant of level ${after} is enough now, it was ${before}`]
    : [];
}

function longerStepUp(before: number | undefined, after: number | undefined): string[] {
  if (before === undefined) return [];
  if (after === undefined) return ['no fresh second factor is needed any more'];
  return after > before ? [`the second factor may be ${after} seconds old, it was ${before}`] : [];
}

function changedAudit(before: AccessSnapshot, after: AccessSnapshot): string[] {
  return before.audit === undefined || before.audit === after.audit
    ? []
    : [`audit action went from ${before.audit} to ${after.audit ?? 'none'}`];
}

function weakerCost(before: number | undefined, after: number | undefined): string[] {
  if (before === undefined || (after !== undefined && after >= before)) return [];
  return [after === undefined ? '@cost was removed' : `@cost went from ${before} to ${after}`];
}

function weakerSize(before: ListSizeSnapshot | undefined, after: ListSizeSnapshot | undefined): string[] {
  if (before === undefined) return [];
  if (after === undefined) return ['@listSize was removed'];
  const lower = before.assumedSize !== undefined && (after.assumedSize ?? 0) < before.assumedSize;
  return [
    ...(lower ? [`assumedSize went from ${before.assumedSize} to ${after.assumedSize ?? 'none'}`] : []),
    ...missingFrom(after.slicingArguments, before.slicingArguments).map((name) => `slicingArguments lost ${name}`),
    ...missingFrom(after.sizedFields, before.sizedFields).map((name) => `sizedFields lost ${name}`),
  ];
}

/** Members of `all` that are not in `list`. */
function missingFrom(list: readonly string[] | undefined, all: readonly string[] | undefined): string[] {
  return (all ?? []).filter((member) => list?.includes(member) !== true);
}
