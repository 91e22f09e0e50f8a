import { expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { grant } from '../../../platform/access/testing/access-samples.ts';
import { reachesStill } from './standing.ts';
import type { HeldGrant } from '#platform/auth';

const id = newId();
const held = grant({ id });

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
