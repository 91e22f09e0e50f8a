import { describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { systemActor } from '#platform/audit';
import { newId } from '#platform/ids';
import { createExcerpts } from './excerpts.ts';
import type { AppendReceipt, AuditEvent } from '#platform/audit';
import type { ExcerptRequest, ExcerptsDeps } from './excerpts.ts';

const request: ExcerptRequest = {
  subject: { type: 'Principal' },
  scope: { tenantId: newId(), principalId: newId() },
  actor: systemActor,
  requestId: 'request-1',
  maxEntries: 3,
};

/** A log in which a person has `known` entries, numbered without a gap. */
function world(known: number, size = known + 1): { deps: ExcerptsDeps; appended: AuditEvent[] } {
  const appended: AuditEvent[] = [];
  const receipt = (eventId: string): AppendReceipt => ({
    eventId,
    index: known,
    leaf: JSON.stringify({ tenant_seq: known + 1 }),
    proof: '',
    salt: 'salt',
  });
  const deps: ExcerptsDeps = {
    clock: systemClock,
    reader: {
      othersInTenant: () => Promise.resolve(false),
      count: (_selection, _before, atMost) => Promise.resolve(Math.min(known + appended.length, atMost)),
      page: () => Promise.resolve([]),
      ownerOf: () => Promise.resolve(undefined),
    },
    proofs: { proofsIn: () => Promise.resolve([]) },
    sequencer: {
      append: ({ event }) => {
        appended.push(event);
        return Promise.resolve(receipt(event.eventId));
      },
      checkpoint: () => ({ size, root: Buffer.alloc(32), note: Buffer.from('note') }),
    },
  };
  return { deps, appended };
}

describe('[R-115] an excerpt', () => {
  test('says how much there is before the first entry is read', async () => {
    const { deps, appended } = world(2);
    const excerpt = await createExcerpts(deps).open(request);
    expect(excerpt?.header).toMatchObject({ about: 'Principal', entries: 3, withheld: 0, checkpoint: 'note' });
    expect(appended).toMatchObject([
      { action: 'audit.excerpt.issue', detail: { othersInTenant: false, disclosed: 2, logSize: 3 } },
    ]);
  });

  test('that would be too large is refused, and not recorded', async () => {
    const { deps, appended } = world(3);
    await expect(createExcerpts(deps).open(request)).rejects.toMatchObject({ code: 'EXCERPT_TOO_LARGE' });
    expect(appended).toEqual([]);
  });

  test('of nothing is none, and not recorded', async () => {
    const { deps, appended } = world(0);
    expect(await createExcerpts(deps).open(request)).toBeUndefined();
    expect(appended).toEqual([]);
  });

  test('whose own entry is in no checkpoint yet is not given out', async () => {
    const { deps } = world(2, 2);
    await expect(createExcerpts(deps).open(request)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  });

  test('breaks off when an entry that must be there is not', async () => {
    const { deps } = world(2);
    const excerpt = await createExcerpts(deps).open(request);
    await expect(excerpt?.pages().next()).rejects.toThrow('missing');
  });
});
