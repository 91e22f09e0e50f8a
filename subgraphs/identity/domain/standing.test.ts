import { expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { reachesStill } from './standing.ts';
import type { HeldGrant } from '#platform/auth';

const id = newId();
const held: HeldGrant = {
  id,
  tenantId: newId(),
  principalId: newId(),
  role: 'proxy',
  accessLevel: 'limited_write',
  tiers: ['green'],
  expiresAt: null,
};

test('[R-037] one entry of a grant must do by itself: what is staged on it does not widen what may be written', () => {
  const staged: HeldGrant = { ...held, accessLevel: 'read_only_all', tiers: ['green', 'amber'] };
  const both = [held, staged];
  expect(reachesStill(both, { id, accessLevel: 'limited_write', tier: 'green' })).toBe(true);
  expect(reachesStill(both, { id, accessLevel: 'limited_write', tier: 'amber' })).toBe(false);
  expect(reachesStill(both, { id, accessLevel: 'read_only_all', tier: 'amber' })).toBe(true);
  expect(reachesStill([staged], { id, accessLevel: 'limited_write', tier: 'green' })).toBe(false);
  expect(reachesStill(both, { id: newId(), accessLevel: 'read_only_packs', tier: 'green' })).toBe(false);
  expect(reachesStill([], { id, accessLevel: 'read_only_packs', tier: 'green' })).toBe(false);
});
