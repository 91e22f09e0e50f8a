import { leafHash, verifyInclusion } from '#platform/tlog';
import type { Checkpoint } from '#platform/tlog';
import type { z } from 'zod';
import { entryLine, leafContent, parseJson } from './bundle-files.ts';
import { createFindings } from './findings.ts';
import { makeCheck } from './report.ts';
import type { Check } from './report.ts';
import type { Reading } from './trusted-notes.ts';

export type EntryLine = z.output<typeof entryLine>;

/** Holds entries, one after the other, against a checkpoint and against each other. Memory does not grow with them. */
export interface EntriesCheck {
  /** @returns the entry, unless the line is none */
  addLine(line: string, what: string): EntryLine | undefined;
  /** Something that is wrong with the file of the entries. */
  addFinding(finding: string): void;
  finish(): { readonly excerpt: Check; readonly tenant: Check; readonly tenantRef: string | null };
}

/** @param checkpoint undefined when it cannot be read */
export function createEntriesCheck(checkpoint: Reading<Checkpoint> | undefined): EntriesCheck {
  const unreadable = createFindings();
  const inclusion = createInclusionCheck(checkpoint);
  const tenant = createTenantCheck();
  return {
    addLine: (line, what) => {
      const parsed = parseJson(entryLine, line, what);
      if ('finding' in parsed) {
        unreadable.add(parsed.finding);
        return undefined;
      }
      const content = parseJson(leafContent, parsed.value.leaf, `entry ${String(parsed.value.index)}`);
      inclusion.add(parsed.value, content);
      tenant.add(content);
      return parsed.value;
    },
    addFinding: (finding) => {
      unreadable.add(finding);
    },
    finish: () => ({
      excerpt: inclusion.finish(unreadable.list()),
      tenant:
        unreadable.count > 0 ? makeCheck('tenant', 'skipped', ['the entries could not be read']) : tenant.finish(),
      tenantRef: tenant.only(),
    }),
  };
}

type Content = { value: z.output<typeof leafContent> } | { finding: string };

/**
 * Each entry's inclusion. The indexes must rise, so that no entry stands twice or out of order; the log fixes the index of each, so
 * a false one fails its proof.
 */
function createInclusionCheck(checkpoint: Reading<Checkpoint> | undefined): {
  add(entry: EntryLine, content: Content): void;
  finish(unreadable: readonly string[]): Check;
} {
  const findings = createFindings();
  const behalf = createFindings();
  let previous = -1;
  let count = 0;
  return {
    add: ({ index, leaf, proof }, content) => {
      if (checkpoint === undefined) return;
      const { size, root } = checkpoint.value;
      count += 1;
      if (index <= previous) findings.add(`entry ${String(index)} stands behind entry ${String(previous)}`);
      previous = index;
      if (!verifyInclusion({ index, size, leafHash: leafHash(Buffer.from(leaf)), proof, root }))
        findings.add(`entry ${String(index)} is not in the log of this checkpoint`);
      const said = onBehalfOf(index, content);
      if (said !== undefined) behalf.add(said);
    },
    finish: (unreadable) => {
      if (checkpoint === undefined)
        return makeCheck('excerpt', 'skipped', ['there is no checkpoint to hold the entries against']);
      if (unreadable.length + findings.count > 0)
        return makeCheck('excerpt', 'failed', [...unreadable, ...findings.list()]);
      const on = behalf.count === 0 ? '' : ', of which on behalf of somebody:';
      const status = checkpoint.trusted ? 'passed' : 'untrusted';
      return makeCheck('excerpt', status, [`${String(count)} entries${on}`, ...behalf.list()]);
    },
  };
}

/** Who acted for whom, by pseudonyms: the same one is the same person throughout the log of a tenant. */
function onBehalfOf(index: number, content: Content): string | undefined {
  if ('finding' in content) return undefined;
  const { type, action, actor_ref: actor, actor_role: role, on_behalf_of_ref: principal } = content.value;
  if (principal === null || principal === undefined) return undefined;
  const who = [role, actor].filter((part) => part !== null && part !== undefined).join(' ');
  return `entry ${String(index)}: ${action} (${type}) by ${who === '' ? 'nobody known' : who} on behalf of ${principal}`;
}

function createTenantCheck(): { add(content: Content): void; only(): string | null; finish(): Check } {
  const findings = createFindings();
  let tenant: string | null = null;
  return {
    add: (content) => {
      if ('finding' in content) {
        findings.add(content.finding);
        return;
      }
      tenant ??= content.value.tenant_ref;
      if (content.value.tenant_ref !== tenant) findings.add(`an entry belongs to another tenant than the first`);
    },
    only: () => tenant,
    finish: () => makeCheck('tenant', findings.count > 0 ? 'failed' : 'passed', findings.list()),
  };
}
