import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createInProcessState } from '#platform/redis';
import { followRevocations } from './revocations.ts';
import type { ContextTokens } from './context-tokens.ts';

const clock = createManualClock(1_790_000_000_000);

function recorder(): { readonly contextTokens: ContextTokens; readonly revoked: string[] } {
  const revoked: string[] = [];
  const get = (): Promise<never> => Promise.reject(new Error('nobody is asked for'));
  return { revoked, contextTokens: { get, revoke: (message) => revoked.push(message) } };
}

describe('revocation messages', () => {
  test('[R-068] reach the context tokens until the gateway stops listening', async () => {
    const state = createInProcessState({ clock });
    const { contextTokens, revoked } = recorder();
    const unsubscribe = await followRevocations({ state, contextTokens, logger: silentLogger });
    await state.publish('revocations', 'session:1');
    await unsubscribe();
    await state.publish('revocations', 'session:2');
    await state.ping();
    expect(revoked).toEqual(['session:1']);
  });

  test('that cannot be received keep nothing from starting: context tokens end by themselves', async () => {
    const state = createInProcessState({ clock });
    await state.close();
    const { contextTokens } = recorder();
    await expect(followRevocations({ state, contextTokens, logger: silentLogger })).resolves.toBeInstanceOf(Function);
  });
});
