import { beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { createTransferWorld } from '../testing/transfer-world.ts';
import { deliverVersion, readVersion } from './deliver-version.ts';
import type { TransferWorld } from '../testing/transfer-world.ts';

let world: TransferWorld;
beforeEach(() => {
  world = createTransferWorld('download');
});

/** Content that was opened and neither handed out nor closed would hold a file or a connection open for ever. */
describe('content that is not handed out', () => {
  test.each(['audit', 'commit'] as const)('is closed when the %s fails, and the link still works', async (at) => {
    world.failure = { at, error: new AppError('AUDIT_UNAVAILABLE') };
    await expect(deliverVersion(world.deps, [world.requester], world.token)).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(world.openContents.size).toBe(0);
    expect(world.state().ticketUsed).toBe(false);
    world.failure = undefined;
    await deliverVersion(world.deps, [world.requester], world.token);
    expect(world.openContents.size).toBe(1);
  });

  test('is closed when another use of the link was faster', async () => {
    const { deps, requester, token } = world;
    const contents = {
      ...deps.contents,
      open: async (...given: Parameters<typeof deps.contents.open>) => {
        await deliverVersion(deps, [requester], token);
        return deps.contents.open(...given);
      },
    };
    await expect(deliverVersion({ ...deps, contents }, [requester], token)).rejects.toMatchObject({
      code: 'TICKET_INVALID',
    });
    expect(world.openContents.size).toBe(1);
    expect(world.recorded.at(-1)).toBe('security.authz.deny used');
  });

  test('is closed when a read for another service cannot be recorded', async () => {
    const { id: versionId } = world.version;
    world.failure = { at: 'audit', error: new AppError('AUDIT_UNAVAILABLE') };
    const read = readVersion(world.deps, world.requester, world.document, versionId);
    await expect(read).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(world.openContents.size).toBe(0);
  });
});
