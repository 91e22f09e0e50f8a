import { describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { createIdentityDirectory } from './identity-directory.ts';
import { createVaultDirectory } from './vault-directory.ts';
import type { ServiceCall, ServiceClient } from '#platform/http';
import type { Call } from '../domain/call.ts';

const call = { caller: { principalId: newId() }, contextToken: 'token-of-the-caller', requestId: 'request-1' } as Call;

/** A service that gives one answer and keeps what it was asked. */
function answering(answer: unknown): ServiceClient & { readonly asked: ServiceCall[] } {
  const asked: ServiceCall[] = [];
  return {
    asked,
    callJson: (request) => {
      asked.push(request);
      return Promise.resolve(answer);
    },
    call: () => Promise.reject(new Error('not used')),
    close: () => Promise.resolve(),
  };
}

function entities(...found: unknown[]): unknown {
  return { data: { _entities: found } };
}

const OWNER_ID = newId();

function document(id: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  const currentVersion = {
    id: newId(),
    status: 'AVAILABLE',
    sha256: 'a'.repeat(64),
    byteSize: 3,
    mediaType: 'text/plain',
  };
  return { id, title: 'A title', type: 'WILL', tier: 'AMBER', owner: { id: OWNER_ID }, currentVersion, ...change };
}

describe('the vault is asked', () => {
  test('with the caller’s own token, each document once, in the order of the question', async () => {
    const [one, two] = [newId(), newId()];
    const service = answering(entities(document(one), null));
    const found = await createVaultDirectory(service).documents(call, [one, two, one]);
    expect(found).toMatchObject([
      { id: one, ownerId: OWNER_ID, tier: 'amber', version: { byteSize: 3 } },
      null,
      { id: one },
    ]);
    expect(service.asked).toMatchObject([
      {
        contextToken: 'token-of-the-caller',
        json: {
          variables: {
            representations: [
              { __typename: 'Document', id: one },
              { __typename: 'Document', id: two },
            ],
          },
        },
      },
    ]);
  });

  test('not at all for nothing', async () => {
    const service = answering('never read');
    expect(await createVaultDirectory(service).documents(call, [])).toEqual([]);
    expect(service.asked).toEqual([]);
  });

  test.each([
    ['no version', null],
    [
      'a version without bytes',
      { id: newId(), status: 'PENDING', sha256: 'a'.repeat(64), byteSize: 3, mediaType: 'text/plain' },
    ],
  ])('and a document with %s has none', async (_what, currentVersion) => {
    const id = newId();
    const found = await createVaultDirectory(answering(entities(document(id, { currentVersion })))).documents(call, [
      id,
    ]);
    expect(found).toMatchObject([{ id, version: null }]);
  });

  test('[R-085] and an answer about another document is none', async () => {
    expect(await createVaultDirectory(answering(entities(document(newId())))).documents(call, [newId()])).toEqual([
      null,
    ]);
  });

  test.each([
    ['an answer of another form', { data: {} }, 'SERVICE_UNAVAILABLE'],
    ['fewer entities than asked for', entities(), 'SERVICE_UNAVAILABLE'],
    ['an entity of another form', entities({ id: 'x' }), 'SERVICE_UNAVAILABLE'],
    ['an unknown tier', entities(document(newId(), { tier: 'BLUE' })), 'SERVICE_UNAVAILABLE'],
    [
      'a partial answer',
      { ...(entities(null) as object), errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
      'SERVICE_UNAVAILABLE',
    ],
    ['a partial answer without code', { ...(entities(null) as object), errors: [{}] }, 'SERVICE_UNAVAILABLE'],
    ['a denial', { ...(entities(null) as object), errors: [{ extensions: { code: 'FORBIDDEN' } }] }, 'FORBIDDEN'],
  ])('and %s is never taken for a missing document', async (_what, answer, code) => {
    await expect(createVaultDirectory(answering(answer)).documents(call, [newId()])).rejects.toMatchObject({ code });
  });
});

describe('identity is asked', () => {
  test('for a grant, and an answer about another is none', async () => {
    const [id, granterId] = [newId(), newId()];
    const grant = {
      id,
      role: 'EXECUTOR_NOMINEE',
      status: 'ACCEPTED',
      granter: { id: granterId },
      tiers: ['GREEN', 'AMBER'],
    };
    const directory = createIdentityDirectory(answering(entities(grant)));
    expect(await directory.grant(call, id)).toEqual({
      id,
      role: 'executor_nominee',
      status: 'accepted',
      granterId,
      tiers: ['green', 'amber'],
    });
    expect(await directory.grant(call, newId())).toBeNull();
  });

  test('for a name, and an answer about another is none', async () => {
    const { principalId } = call.caller;
    expect(
      await createIdentityDirectory(answering(entities({ id: principalId, displayName: 'Me' }))).displayName(
        call,
        principalId,
      ),
    ).toBe('Me');
    expect(
      await createIdentityDirectory(answering(entities({ id: newId(), displayName: 'Somebody' }))).displayName(
        call,
        principalId,
      ),
    ).toBeNull();
  });
});
