import { beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { newId } from '#platform/ids';
import { asProxy, createTransferWorld, someRequester } from '../testing/transfer-world.ts';
import { storeVersion } from './store-version.ts';
import type { TransferWorld } from '../testing/transfer-world.ts';
import type { StoredVersion } from './store-version.ts';

const body: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

let world: TransferWorld;
beforeEach(() => {
  world = createTransferWorld();
});

function upload(change: { mediaType?: string; contentLength?: number } = {}): Promise<StoredVersion> {
  const { deps, requester, token } = world;
  return storeVersion(deps, [requester], { token, mediaType: 'text/plain', contentLength: 5, body, ...change });
}

describe('[R-071] storing a version', () => {
  test('makes it available, uses up the ticket and releases its bytes, recorded once', async () => {
    await upload();
    expect(world.state()).toEqual({ version: 'available', ticketUsed: true });
    expect([...world.objects]).toEqual(['object-1']);
    expect(world.recorded).toEqual(['vault.version.store']);
  });

  test.each(['UPLOAD_SIZE_MISMATCH', 'UPLOAD_HASH_MISMATCH', 'UPLOAD_TYPE_MISMATCH', 'UPLOAD_INCOMPLETE'] as const)(
    '%s voids the announcement',
    async (code) => {
      world.failure = { at: 'stage', error: new AppError(code) };
      await expect(upload()).rejects.toMatchObject({ code });
      expect(world.state()).toEqual({ version: 'gone', ticketUsed: true });
      expect(world.objects.size).toBe(0);
      expect(world.recorded).toEqual(['vault.version.refuse']);
    },
  );

  test('what is not clean voids the announcement and leaves no byte', async () => {
    world.failure = { at: 'scan', error: new AppError('UPLOAD_NOT_CLEAN') };
    await expect(upload()).rejects.toMatchObject({ code: 'UPLOAD_NOT_CLEAN' });
    expect(world.state().version).toBe('gone');
    expect(world.objects.size).toBe(0);
  });

  test.each([
    ['stage', 'SERVICE_UNAVAILABLE', []],
    ['stage', 'KEY_UNAVAILABLE', []],
    ['scan', 'SERVICE_UNAVAILABLE', []],
    ['standing', 'SERVICE_UNAVAILABLE', []],
    ['audit', 'AUDIT_UNAVAILABLE', []],
    ['release', 'SERVICE_UNAVAILABLE', ['vault.version.store']],
  ] as const)('a failure of our own (%s: %s) leaves no byte, and the link still works', async (at, code, recorded) => {
    world.failure = { at, error: new AppError(code) };
    await expect(upload()).rejects.toMatchObject({ code });
    expect(world.state()).toEqual({ version: 'pending', ticketUsed: false });
    expect(world.objects.size).toBe(0);
    expect(world.recorded).toEqual(recorded);
    world.failure = undefined;
    await upload();
    expect(world.state().version).toBe('available');
  });

  test('a commit that fails after the release leaves an orphan and not a version without bytes', async () => {
    world.failure = { at: 'commit', error: new Error('the connection is gone') };
    await expect(upload()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(world.state()).toEqual({ version: 'pending', ticketUsed: false });
    // Whether the commit came through is not known here, so what was released is left to the sweeper.
    expect([...world.objects]).toEqual(['object-1']);
    world.failure = undefined;
    await upload();
    expect([...world.objects]).toEqual(['object-1', 'object-2']);
  });

  test('an upload that began in time may end later', async () => {
    world.clock.advance(599_999);
    world.meanwhile = async () => {
      world.clock.advance(60_000);
      return Promise.resolve();
    };
    await upload();
    expect(world.state().version).toBe('available');
  });

  test('[R-037] a grant that ends while the bytes come in leaves no version and no byte', async () => {
    const [holder, grantId] = [someRequester(), newId()];
    world = createTransferWorld('upload', { holder, grantId });
    let inForce = true;
    const proxy = { ...asProxy(holder, world.requester, grantId), admits: () => inForce };
    world.meanwhile = () => {
      inForce = false;
      return Promise.resolve();
    };
    const sent = { token: world.token, mediaType: world.version.mediaType, contentLength: 5, body };
    await expect(storeVersion(world.deps, [holder, proxy], sent)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.state()).toEqual({ version: 'pending', ticketUsed: false });
    expect([...world.objects]).toEqual([]);
    expect(world.recorded).toEqual(['security.authz.deny grant']);
  });

  test('[R-037] identity is asked when the bytes are there: by which right, how far, and for what', async () => {
    await upload();
    expect(world.asked).toEqual(['session amber']);
    const [holder, grantId] = [someRequester(), newId()];
    world = createTransferWorld('upload', { holder, grantId });
    const sent = { token: world.token, mediaType: world.version.mediaType, contentLength: 5, body };
    await storeVersion(world.deps, [holder, asProxy(holder, world.requester, grantId)], sent);
    expect(world.asked).toEqual(['grant limited_write amber']);
    world = createTransferWorld();
    world.failure = { at: 'scan', error: new AppError('UPLOAD_NOT_CLEAN') };
    await expect(upload()).rejects.toMatchObject({ code: 'UPLOAD_NOT_CLEAN' });
    expect(world.asked).toEqual([]);
  });

  test('[R-037] a session or grant that is revoked while the bytes come in leaves no version and no byte', async () => {
    world.meanwhile = () => {
      world.stands = false;
      return Promise.resolve();
    };
    await expect(upload()).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.state()).toEqual({ version: 'pending', ticketUsed: false });
    expect([...world.objects]).toEqual([]);
    expect(world.recorded).toEqual(['security.authz.deny ended']);
  });

  test('of two uploads the slower finds the ticket used, and leaves what the faster stored', async () => {
    world.meanwhile = async () => {
      world.meanwhile = () => Promise.resolve();
      await upload();
    };
    await expect(upload()).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.state()).toEqual({ version: 'available', ticketUsed: true });
    expect([...world.objects]).toEqual(['object-2']);
    expect(world.recorded).toEqual(['vault.version.store', 'security.authz.deny used']);
  });

  test('wrong bytes do not void what another upload of the same ticket has stored', async () => {
    world.failure = { at: 'scan', error: new AppError('UPLOAD_NOT_CLEAN') };
    world.meanwhile = async () => {
      const { failure } = world;
      Object.assign(world, { failure: undefined, meanwhile: () => Promise.resolve() });
      await upload();
      world.failure = failure;
    };
    await expect(upload()).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.state().version).toBe('available');
    expect([...world.objects]).toEqual(['object-2']);
  });
});
