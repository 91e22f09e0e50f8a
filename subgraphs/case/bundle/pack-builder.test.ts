import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { systemActor } from '#platform/audit';
import { createLocalKms } from '#platform/crypto';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { createNoteSigner } from '#platform/tlog';
import { createProvingAuditClient } from '../testing/proving-audit-client.ts';
import { samplePlan } from '../testing/sample-plan.ts';
import { createPackBuilder } from './pack-builder.ts';
import { createPackReader } from './pack-reader.ts';
import type { AuditDetail, FactEvent } from '#platform/audit';
import type { ObjectStore } from '#platform/object-store';
import type { PackPlan, StagedPack, StoredPack } from '../domain/ports.ts';
import type { Acting } from '../domain/call.ts';
import type { ProvingAuditClient } from '../testing/proving-audit-client.ts';
import type { PackBuilderDeps as BuilderDeps } from './pack-builder.ts';

type PackBuilderDeps = BuilderDeps & { readonly audit: ProvingAuditClient };

const CONTENT = randomBytes(100_000);
const call = { caller: {}, contextToken: 'token', requestId: 'request-1', subject: {} } as Acting;

/** A store in memory. */
function memoryStore(): ObjectStore & { readonly objects: Map<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    put: async (key, body) => {
      const bytes = await buffer(body);
      objects.set(key, bytes);
      return { byteSize: bytes.length };
    },
    get: (key) => Promise.resolve(Readable.from([objects.get(key) ?? Buffer.alloc(0)])),
    exists: (key) => Promise.resolve(objects.has(key)),
    move: () => Promise.reject(new Error('not used')),
    delete: (key) => Promise.resolve(void objects.delete(key)),
    listOlderThan: async function* none() {
      yield* await Promise.resolve([]);
    },
    check: () => Promise.resolve(),
  };
}

async function world(
  change: Partial<PackBuilderDeps> = {},
): Promise<{ deps: PackBuilderDeps; plan: PackPlan; store: ReturnType<typeof memoryStore> }> {
  const store = memoryStore();
  const audit = createProvingAuditClient(createNoteSigner({ name: 'log.example.test', seed: randomBytes(32) }));
  const plan = planWith(CONTENT);
  await audit.fact(eventOf(plan, { opened: true }));
  const deps: PackBuilderDeps = {
    kms: createLocalKms({ masterKeys: [{ id: 'test', key: randomBytes(32) }] }),
    store,
    audit,
    signer: createNoteSigner({ name: 'exporter.example.test', seed: randomBytes(32) }),
    readBytes: () => Promise.resolve(Readable.from([CONTENT])),
    ...change,
  };
  return { deps, plan, store };
}

function planWith(content: Buffer): PackPlan {
  const version = {
    id: newId(),
    sha256: createHash('sha256').update(content).digest('hex'),
    byteSize: content.length,
    mediaType: 'application/pdf',
  };
  const document = {
    id: newId(),
    ownerId: newId(),
    title: 'A directive',
    type: 'OTHER',
    tier: 'amber' as const,
    version,
  };
  return { ...samplePlan('emergency_pack'), documents: [{ slot: 'directive_1', document, version }] };
}

function eventOf({ packId, record }: PackPlan, detail: AuditDetail): FactEvent {
  return {
    kind: 'FACT',
    eventId: newId(),
    action: 'case.pack.export',
    tenantId: record.tenantId,
    actor: systemActor,
    target: { type: 'Case', id: record.id, ownerPrincipalId: record.principalId },
    tier: 'amber',
    outcome: 'OK',
    reasonCode: null,
    requestId: packId,
    detail,
  };
}

async function seal(deps: PackBuilderDeps, plan: PackPlan, staged: StagedPack): Promise<StoredPack> {
  const detail = { tagmanifestSha256: staged.tagmanifestSha256 };
  return staged.seal({ receipt: await deps.audit.fact(eventOf(plan, detail)), detail });
}

describe('a built pack', () => {
  test('[R-080] is in the store as ciphertext only, and opens with its own row alone', async () => {
    const { deps, plan, store } = await world();
    const stored = await seal(deps, plan, await createPackBuilder(deps).build(call, plan));
    const [[key, bytes]] = [...store.objects] as [[string, Buffer]];
    expect(key).toBe(`lr1/${plan.record.tenantId}/${plan.packId}/1`);
    expect(bytes.includes(CONTENT.subarray(0, 64))).toBe(false);
    const { tenantId, principalId, id: caseId } = plan.record;
    const pack = {
      ...stored,
      id: plan.packId,
      tenantId,
      principalId,
      caseId,
      tagmanifestSha256: '',
      documentCount: 1,
      tiers: ['amber' as const],
      exportedAt: new Date(0),
    };
    const plaintext = await buffer(await createPackReader(deps)(pack));
    expect(plaintext).toHaveLength(stored.byteSize);
    expect(createHash('sha256').update(plaintext).digest('hex')).toBe(stored.sha256);
    expect(plaintext.includes(CONTENT)).toBe(true);
    await expect(createPackReader(deps)({ ...pack, principalId: newId() })).rejects.toMatchObject({
      code: 'CIPHERTEXT_INVALID',
    });
  });

  test('leaves nothing when it is given up', async () => {
    const { deps, plan, store } = await world();
    await (await createPackBuilder(deps).build(call, plan)).discard();
    expect(store.objects.size).toBe(0);
  });
});

describe('a pack that cannot be built', () => {
  const unavailable = new AppError('SERVICE_UNAVAILABLE', { cause: new Error('the disk is full') });

  test('says what the store said, when the store fails first', async () => {
    const { deps, plan, store } = await world();
    store.put = async (_key, body) => {
      body.destroy();
      return Promise.reject(unavailable);
    };
    await expect(createPackBuilder(deps).build(call, plan)).rejects.toBe(unavailable);
  });

  test('says what the store said, when the store fails last', async () => {
    const { deps, plan, store } = await world();
    store.put = async (_key, body) => {
      await buffer(body);
      throw unavailable;
    };
    const staged = await createPackBuilder(deps).build(call, plan);
    await expect(seal(deps, plan, staged)).rejects.toBe(unavailable);
    await staged.discard();
  });

  test.each([
    ['the vault refuses', () => Promise.reject(new AppError('DOCUMENT_NOT_AVAILABLE')), 'DOCUMENT_NOT_AVAILABLE'],
    ['other bytes come', () => Promise.resolve(Readable.from([Buffer.alloc(CONTENT.length)])), 'CIPHERTEXT_INVALID'],
    ['too many bytes come', () => Promise.resolve(Readable.from([CONTENT, CONTENT])), 'CIPHERTEXT_INVALID'],
    ['the connection breaks', () => Promise.resolve(broken()), 'SERVICE_UNAVAILABLE'],
  ])('[R-087] leaves nothing when %s', async (_what, readBytes, code) => {
    const { deps, plan, store } = await world({ readBytes });
    await expect(createPackBuilder(deps).build(call, plan)).rejects.toMatchObject({ code });
    expect(store.objects.size).toBe(0);
  });

  test('[R-090] leaves nothing without an audit excerpt', async () => {
    const { deps, plan, store } = await world();
    const empty = {
      ...deps,
      audit: { ...deps.audit, excerpt: () => Promise.resolve({ checkpoint: '', entries: [], issued: null }) },
    };
    await expect(createPackBuilder(empty).build(call, plan)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(store.objects.size).toBe(0);
  });
});

function broken(): Readable {
  return Readable.from(
    (async function* half() {
      yield await Promise.resolve(CONTENT.subarray(0, 10));
      throw new Error('reset');
    })(),
  );
}
