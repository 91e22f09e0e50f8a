import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createLocalKms } from '#platform/crypto';
import { openDetail, saltDetail, sealDetail } from './sealed-detail.ts';
import { createSubjectKeys, subjectOf } from './subject-keys.ts';

const kms = createLocalKms({ masterKeys: [{ id: 'one', key: randomBytes(32) }] });
const invalid = { code: 'CIPHERTEXT_INVALID' };
const eventId = randomUUID();
const subjectRef = randomUUID();
const detail = { note: 'only for auditors', slots: 3 };

async function sealed(): Promise<{
  readonly sealed: string;
  readonly subjectRef: string;
  readonly wrappedKey: string;
}> {
  const keys = createSubjectKeys(kms);
  const wrappedKey = await keys.create(subjectRef);
  const key = await keys.open(subjectRef, wrappedKey);
  return { sealed: sealDetail(key, eventId, saltDetail(detail)), subjectRef, wrappedKey };
}

describe('[R-157] a detail under the key of its subject', () => {
  test('opens in another process, with its salt', async () => {
    const opened = await openDetail(createSubjectKeys(kms), eventId, await sealed());
    expect(opened?.detail).toEqual(detail);
    expect(opened?.salt).toHaveLength(32);
  });

  test('is nothing any more once the key is gone', async () => {
    await expect(
      openDetail(createSubjectKeys(kms), eventId, { ...(await sealed()), wrappedKey: null }),
    ).resolves.toBeUndefined();
  });

  test.each([
    ['another event', async () => ({ of: randomUUID(), stored: await sealed() })],
    ['another subject', async () => ({ of: eventId, stored: { ...(await sealed()), subjectRef: randomUUID() } })],
    [
      "the same subject's next key",
      async () => ({ of: eventId, stored: { ...(await sealed()), wrappedKey: (await sealed()).wrappedKey } }),
    ],
  ])('does not open as that of %s', async (_what, make) => {
    const { of, stored } = await make();
    await expect(openDetail(createSubjectKeys(kms), of, stored)).rejects.toMatchObject(invalid);
  });

  test('a key that is held open is not found under the stored form of somebody else', async () => {
    const keys = createSubjectKeys(kms);
    const wrapped = await keys.create(subjectRef);
    await expect(keys.open(randomUUID(), wrapped)).rejects.toMatchObject(invalid);
  });
});

describe('[R-157] whose key it is', () => {
  const [tenantRef, actorRef, ownerRef] = [randomUUID(), randomUUID(), randomUUID()];
  const change = { kind: 'PREPARED', action: 'case.case.create' } as const;
  const denial = { kind: 'FACT', action: 'security.authz.deny' } as const;
  const reading = { kind: 'FACT', action: 'audit.entry.read' } as const;
  const excerpt = { kind: 'FACT', action: 'audit.excerpt.issue' } as const;

  test.each([
    ['the owner, whoever acts', { ...change, ownerRef, actorRef }, ownerRef],
    ['the actor, where a fact is about nobody', { ...denial, ownerRef: null, actorRef }, actorRef],
    ['the tenant, where something of all of it is changed', { ...change, ownerRef: null, actorRef }, tenantRef],
    ['the tenant, where nobody acted', { ...denial, ownerRef: null, actorRef: null }, tenantRef],
    ['the tenant, where entries of others were read', { ...reading, ownerRef: null, actorRef }, tenantRef],
    ['the owner, where an excerpt of theirs was given out', { ...excerpt, ownerRef, actorRef }, ownerRef],
  ] as const)('%s', (_what, entry, subject) => {
    expect(subjectOf({ ...entry, tenantRef })).toBe(subject);
  });
});
