import { leafHash, verifyInclusion } from '#platform/tlog';
import type { Checkpoint, Policy } from '#platform/tlog';
import type { z } from 'zod';
import { bundlePaths, entryLine, leafContent, parseJson } from './bundle-files.ts';
import { decodeText } from './decode-text.ts';
import { makeCheck } from './report.ts';
import type { Check } from './report.ts';
import { noTrustedLog, orFinding, readCheckpoint } from './trusted-notes.ts';
import type { Reading } from './trusted-notes.ts';

/** Findings that are listed before the rest is only counted. */
const maxFindings = 20;

type EntryLine = z.output<typeof entryLine>;

/** The audit excerpt: a checkpoint of the log, entries that are in it, and one tenant whom they are about. */
export function checkExcerpt(
  files: { checkpoint: Buffer | null; entries: Buffer | null },
  policy: Policy | null,
): Check[] {
  const { check: checkpointCheck, checkpoint } = checkCheckpoint(files.checkpoint, policy);
  const { entries, findings } = parseEntries(files.entries);
  const excerpt =
    checkpoint === undefined
      ? makeCheck('excerpt', 'skipped', ['there is no checkpoint to hold the entries against'])
      : checkInclusion(entries, findings, checkpoint);
  const tenant =
    findings.length > 0 ? makeCheck('tenant', 'skipped', ['the entries could not be read']) : checkTenant(entries);
  return [checkpointCheck, excerpt, tenant];
}

function checkCheckpoint(
  note: Buffer | null,
  policy: Policy | null,
): { check: Check; checkpoint?: Reading<Checkpoint> } {
  if (note === null) return { check: makeCheck('checkpoint', 'failed', [`${bundlePaths.checkpoint} is missing`]) };
  const reading = orFinding(bundlePaths.checkpoint, () => readCheckpoint(note, policy));
  if ('finding' in reading) return { check: makeCheck('checkpoint', 'failed', [reading.finding]) };
  const { value, trusted } = reading.value;
  const check = trusted
    ? makeCheck('checkpoint', 'passed', [`${value.origin}, ${value.size} entries`])
    : makeCheck('checkpoint', 'untrusted', [noTrustedLog]);
  return { check, checkpoint: reading.value };
}

function parseEntries(content: Buffer | null): { entries: EntryLine[]; findings: string[] } {
  const text = content === null ? null : decodeText(content);
  if (text === null) return { entries: [], findings: [`${bundlePaths.entries} is missing, too large or not UTF-8`] };
  const entries: EntryLine[] = [];
  const findings: string[] = [];
  const lines = text.split('\n');
  if (lines.pop() !== '') findings.push(`${bundlePaths.entries} does not end in a line feed`);
  if (lines.length === 0) findings.push(`${bundlePaths.entries} has no entries`);
  for (const [at, line] of lines.entries()) {
    const parsed = parseJson(entryLine, line, `${bundlePaths.entries} line ${at + 1}`);
    if ('finding' in parsed) findings.push(parsed.finding);
    else entries.push(parsed.value);
  }
  return { entries, findings };
}

/**
 * Each entry's inclusion. The indexes must rise, so that no entry stands twice or out of order; the log fixes the index of each, so
 * a false one fails its proof.
 */
function checkInclusion(
  entries: readonly EntryLine[],
  unreadable: readonly string[],
  checkpoint: Reading<Checkpoint>,
): Check {
  const { size, root } = checkpoint.value;
  const findings = [...unreadable];
  let previous = -1;
  for (const { index, leaf, proof } of entries) {
    if (index <= previous) findings.push(`entry ${index} stands behind entry ${previous}`);
    previous = index;
    if (!verifyInclusion({ index, size, leafHash: leafHash(Buffer.from(leaf)), proof, root })) {
      findings.push(`entry ${index} is not in the log of this checkpoint`);
    }
  }
  if (findings.length > 0) return makeCheck('excerpt', 'failed', shortened(findings));
  const behalf = shortened(entries.flatMap(onBehalfOf));
  const count = behalf.length === 0 ? '' : ', of which on behalf of somebody:';
  return makeCheck('excerpt', checkpoint.trusted ? 'passed' : 'untrusted', [
    `${entries.length} entries${count}`,
    ...behalf,
  ]);
}

/** Who acted for whom, by pseudonyms: the same one is the same person throughout the log of a tenant. */
function onBehalfOf({ index, leaf }: EntryLine): string[] {
  const parsed = parseJson(leafContent, leaf, `entry ${index}`);
  if ('finding' in parsed) return [];
  const { type, action, actor_ref: actor, actor_role: role, on_behalf_of_ref: principal } = parsed.value;
  if (principal === null || principal === undefined) return [];
  const who = [role, actor].filter((part) => part !== null && part !== undefined).join(' ');
  return [`entry ${index}: ${action} (${type}) by ${who === '' ? 'nobody known' : who} on behalf of ${principal}`];
}

function checkTenant(entries: readonly EntryLine[]): Check {
  const findings: string[] = [];
  const tenants = new Set<string>();
  for (const { index, leaf } of entries) {
    const parsed = parseJson(leafContent, leaf, `entry ${index}`);
    if ('finding' in parsed) findings.push(parsed.finding);
    else tenants.add(parsed.value.tenant_ref);
  }
  if (tenants.size > 1) findings.push(`the entries belong to ${tenants.size} tenants`);
  return makeCheck('tenant', findings.length > 0 ? 'failed' : 'passed', shortened(findings));
}

function shortened(findings: readonly string[]): string[] {
  const rest = findings.length - maxFindings;
  return [...findings.slice(0, maxFindings), ...(rest > 0 ? [`and ${rest} more`] : [])];
}
