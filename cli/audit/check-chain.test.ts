import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, leafHash } from '#platform/tlog';
import type { ExcerptHeader } from './bundle-files.ts';
import { commitmentTo } from './check-export.ts';
import { createChainCheck } from './check-chain.ts';
import type { ExcerptEntry } from './check-chain.ts';

const salt = randomBytes(32);

interface Excerpt {
  readonly header: ExcerptHeader;
  readonly entries: (ExcerptEntry & { readonly withheld: number })[];
}

/** An excerpt of a chain. @param pattern which of its entries are about the case, the one about the excerpt left out */
function excerptOf(pattern: readonly boolean[]): Excerpt {
  let prev = '0'.repeat(64);
  let withheld = 0;
  const entries: Excerpt['entries'] = [];
  const detail = { about: 'Case', disclosed: pattern.filter(Boolean).length, logSize: pattern.length * 3 } as const;
  for (const [index, disclosed] of [...pattern, true].entries()) {
    const isLast = index === pattern.length;
    const leaf = canonicalJson({
      type: isLast ? 'FACT' : 'OUTCOME',
      action: isLast ? 'audit.excerpt.issue' : 'case.evidence.attach',
      outcome: isLast ? 'OK' : 'COMMITTED',
      tenant_ref: 'tenant',
      tenant_seq: index + 1,
      tenant_prev: prev,
      target_type: 'Case',
      target_ref: disclosed ? 'case' : 'another',
      ...(isLast ? { detail_commit: commitmentTo(salt, detail) } : {}),
    }).toString();
    prev = leafHash(Buffer.from(leaf)).toString('hex');
    if (disclosed) entries.push({ index: index * 3, withheld, leaf });
    withheld = disclosed ? 0 : withheld + 1;
  }
  const left = entries.reduce((sum, entry) => sum + entry.withheld, 0);
  return { header: { about: 'Case', entries: entries.length, withheld: left, issued: { salt, detail } }, entries };
}

function statusOf({ header, entries }: Excerpt): string {
  const check = createChainCheck(header);
  for (const entry of entries) check.add(entry);
  return check.finish(true).status;
}

const chains = fc.array(fc.boolean(), { maxLength: 40 });

describe('[R-113] the chain of an excerpt', () => {
  test('holds, whatever is disclosed', () => {
    fc.assert(fc.property(chains, (pattern) => statusOf(excerptOf(pattern)) === 'passed'));
  });

  test('does not hold with a line left out, repeated, moved or counted otherwise, whatever the header says', () => {
    const changes = {
      remove: (all: Excerpt['entries'], at: number) => all.toSpliced(at, 1),
      repeat: (all: Excerpt['entries'], at: number) => all.flatMap((one, place) => (place === at ? [one, one] : [one])),
      toEnd: (all: Excerpt['entries'], at: number) => [...all.toSpliced(at, 1), ...all.slice(at, at + 1)],
      more: (all: Excerpt['entries'], at: number) =>
        all.map((one, place) => (place === at ? { ...one, withheld: one.withheld + 1 } : one)),
      // As somebody would who passes it on: the line after it says that one more was left out.
      withhold: (all: Excerpt['entries'], at: number) => {
        const gone = (all[at]?.withheld ?? 0) + 1;
        return all
          .map((one, place) => (place === at + 1 ? { ...one, withheld: one.withheld + gone } : one))
          .toSpliced(at, 1);
      },
    };
    const kinds = fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[]));
    fc.assert(
      fc.property(chains, kinds, fc.nat(), (pattern, kind, place) => {
        const { header, entries } = excerptOf(pattern);
        const at = place % entries.length;
        fc.pre(kind !== 'toEnd' || at < entries.length - 1);
        const changed = changes[kind](entries, at);
        // As a forger would: the counts agree with what is there.
        const withheld = changed.reduce((sum, one) => sum + one.withheld, 0);
        expect(statusOf({ header: { ...header, entries: changed.length, withheld }, entries: changed })).toBe('failed');
      }),
    );
  });

  test('takes no more memory for many findings than for a few', () => {
    const { header, entries } = excerptOf(Array<boolean>(500).fill(true));
    const check = createChainCheck(header);
    for (const entry of entries) check.add({ ...entry, withheld: 7 });
    expect(check.finish(true).findings).toHaveLength(21);
  });
});
