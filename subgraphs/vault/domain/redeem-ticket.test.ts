import { beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { asProxy, createTransferWorld, someRequester } from '../testing/transfer-world.ts';
import { findRedeemable } from './redeem-ticket.ts';
import type { TransferWorld } from '../testing/transfer-world.ts';
import type { Requester } from './requester.ts';
import type { TicketVisitor } from './ticket.ts';

const grantId = newId();
let world: TransferWorld;
let pat: Requester;
let proxy: Requester;
beforeEach(() => {
  const holder = someRequester();
  world = createTransferWorld('download', { holder, grantId });
  pat = holder;
  proxy = asProxy(holder, world.requester, grantId);
});

function redeem(...visitor: TicketVisitor): Promise<unknown> {
  return findRedeemable(world.deps, visitor, 'download', world.token);
}

describe('[R-076] a ticket that was made by a grant', () => {
  test('opens by that grant', async () => {
    expect(await redeem(pat, proxy)).toMatchObject({ requester: { grantId }, version: world.version });
    expect(await redeem(pat, asProxy(pat, world.requester, newId()), proxy)).toMatchObject({ requester: { grantId } });
  });

  test('does not open by another grant of the same person', async () => {
    await expect(redeem(pat, asProxy(pat, world.requester, newId()))).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.recorded).toEqual(['security.authz.deny grant']);
  });

  test('does not open without one, nor for the owner, who did not ask for it', async () => {
    await expect(redeem(pat, asProxy(pat, someRequester(), grantId))).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    await expect(redeem(world.requester)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.recorded).toEqual(['security.authz.deny unknown', 'security.authz.deny grant']);
  });

  test('does not open what the schema does not admit any more', async () => {
    await expect(redeem(pat, { ...proxy, admits: () => false })).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.recorded).toEqual(['security.authz.deny tier']);
  });

  test('does not open for another holder of the very grant', async () => {
    const other = someRequester();
    const visitor = [other, asProxy(other, world.requester, grantId)] as const;
    await expect(redeem(...visitor)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(world.recorded).toEqual(['security.authz.deny holder']);
  });
});
