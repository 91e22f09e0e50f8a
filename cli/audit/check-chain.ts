import { leafHash } from '#platform/tlog';
import type { z } from 'zod';
import { chainedLeaf, parseJson } from './bundle-files.ts';
import type { ExcerptHeader } from './bundle-files.ts';
import { commitmentTo } from './check-export.ts';
import { createFindings } from './findings.ts';
import type { Findings } from './findings.ts';
import { makeCheck } from './report.ts';
import type { Check } from './report.ts';

type ChainedLeaf = z.output<typeof chainedLeaf>;

/** An entry as an excerpt has it. */
export interface ExcerptEntry {
  readonly index: number;
  readonly withheld?: number | undefined;
  readonly leaf: string;
}

/** Holds entries, in the order of the excerpt, against the chain of their tenant. Memory does not grow with them. */
export interface ChainCheck {
  add(entry: ExcerptEntry): void;
  /**
   * @param trusted whether a trusted log signed the checkpoint in which the entries are proven
   * @param exportLeaf for a pack, the entry about its export, which comes after the excerpt
   */
  finish(trusted: boolean, exportLeaf?: string): Check;
}

interface Chain {
  readonly findings: Findings;
  readonly header: ExcerptHeader;
  /** Number of the last entry among those of its tenant. */
  seq: number;
  lastLink: string;
  last: ChainedLeaf | undefined;
  entries: number;
  withheld: number;
  /** Entries that were in the log before it was asked what the excerpt discloses. */
  disclosed: number;
}

/**
 * Entries of a tenant are numbered from 1 and each names the hash of the one before, so whoever holds the entry about the excerpt knows
 * how many there are before it. An excerpt says where it left some out; its entry says, in the log, what it was about and how much of it
 * there was.
 */
export function createChainCheck(header: ExcerptHeader): ChainCheck {
  const chain: Chain = {
    findings: createFindings(),
    header,
    seq: 0,
    lastLink: '0'.repeat(64),
    last: undefined,
    entries: 0,
    withheld: 0,
    disclosed: 0,
  };
  return {
    add: (entry) => {
      addEntry(chain, entry);
    },
    finish: (trusted, exportLeaf) => {
      checkEnd(chain);
      const later = exportLeaf === undefined ? [] : checkExportEntry(chain, exportLeaf);
      if (chain.findings.count > 0) return makeCheck('chain', 'failed', chain.findings.list());
      return makeCheck('chain', trusted ? 'passed' : 'untrusted', [summaryOf(chain), ...later]);
    },
  };
}

function addEntry(chain: Chain, { index, withheld, leaf }: ExcerptEntry): void {
  const { findings, header } = chain;
  const parsed = parseJson(chainedLeaf, leaf, `entry ${String(index)}`);
  chain.entries += 1;
  if (index < header.issued.detail.logSize) chain.disclosed += 1;
  chain.withheld += withheld ?? 0;
  if ('finding' in parsed) {
    findings.add(parsed.finding);
    return;
  }
  const { tenant_seq: seq, tenant_prev: prev, target_type: type, target_ref: target } = parsed.value;
  const expected = chain.seq + (withheld ?? 0) + 1;
  if (withheld === undefined) findings.add(`entry ${String(index)} does not say what was left out before it`);
  if (seq !== expected)
    findings.add(`entry ${String(index)} is number ${String(seq)} of its tenant, where ${String(expected)} belongs`);
  else if (withheld === 0 && prev !== chain.lastLink)
    findings.add(`entry ${String(index)} does not follow the entry before it`);
  if (header.about === 'Case' && (type !== 'Case' || (chain.last !== undefined && chain.last.target_ref !== target)))
    findings.add(`entry ${String(index)} is about something else`);
  chain.seq = seq;
  chain.lastLink = leafHash(Buffer.from(leaf)).toString('hex');
  chain.last = parsed.value;
}

/** The newest entry is the one about the excerpt: nothing before it can be cut off at the end. */
function checkEnd({ findings, header, last, entries, withheld, disclosed }: Chain): void {
  const { about, issued } = header;
  if (last === undefined) {
    findings.add('there is no entry');
    return;
  }
  if (last.type !== 'FACT' || last.action !== 'audit.excerpt.issue' || last.outcome !== 'OK')
    findings.add('the last entry is not the one about this excerpt');
  else if (commitmentTo(issued.salt, issued.detail) !== last.detail_commit)
    findings.add('the entry about the excerpt commits to something else');
  if (last.target_type !== about || issued.detail.about !== about)
    findings.add(`the entry about the excerpt is not about a ${about}`);
  if (entries !== header.entries || withheld !== header.withheld)
    findings.add(
      `${String(header.entries)} entries and ${String(header.withheld)} withheld were announced, ${String(entries)} and ${String(withheld)} came`,
    );
  // Attack: whoever passes it on takes an entry out and calls it withheld. The log knows how many it gave.
  if (disclosed !== issued.detail.disclosed)
    findings.add(
      `${String(issued.detail.disclosed)} entries were disclosed before the one about the excerpt, ${String(disclosed)} are here`,
    );
  if (about !== 'Principal') return;
  if (issued.detail.othersInTenant !== true && withheld > 0)
    findings.add(`${String(withheld)} entries are withheld from a person who is alone in their tenant`);
  if (last.actor_role !== 'auditor' && last.actor_ref !== last.target_ref)
    findings.add('the excerpt was given to somebody else than whom it is about');
}

/** @returns what there is to say of the time between the excerpt and the export */
function checkExportEntry({ findings, last, lastLink, seq }: Chain, leaf: string): string[] {
  const parsed = parseJson(chainedLeaf, leaf, 'the entry about the export');
  if ('finding' in parsed) {
    findings.add(parsed.finding);
    return [];
  }
  const { tenant_ref: tenant, target_ref: target, tenant_seq: exported, tenant_prev: prev } = parsed.value;
  if (tenant !== last?.tenant_ref || target !== last.target_ref)
    findings.add('the entry about the export is about something else');
  else if (exported <= seq) findings.add('the entry about the export is older than the excerpt');
  else if (exported === seq + 1 && prev !== lastLink)
    findings.add('the entry about the export does not follow the excerpt');
  const between = exported - seq - 1;
  return between > 0 ? [`${String(between)} entries of the tenant came between the excerpt and the export`] : [];
}

function summaryOf({ header, entries, withheld, seq }: Chain): string {
  if (withheld === 0) return `complete: all ${String(entries)} entries of the tenant so far`;
  const rest = header.about === 'Case' ? 'something else' : 'others in the tenant';
  return `${String(withheld)} of the tenant's ${String(seq)} entries so far are withheld, said to be about ${rest}`;
}
