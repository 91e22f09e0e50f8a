import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { createInProcessState } from '#platform/redis';
import { createFakeAuditClient } from '../../platform/audit/testing/fake-audit-client.ts';
import { startIdentity } from './app.ts';
import { readIdentityConfig } from './config.ts';
import { startFixture } from './testing/identity-fixture.ts';
import type { IdentityFixture } from './testing/identity-fixture.ts';

let fixture: IdentityFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

test.each(['staging', 'production'] as const)(
  'in %s the page of outgoing mail does not exist, and in production no sandbox',
  async (environment) => {
    const clock = createManualClock(fixture.clock.now());
    const service = await startIdentity({
      config: { ...readIdentityConfig(fixture.environment), LIFEREADY_ENV: environment },
      logger: silentLogger,
      clock,
      auditClient: createFakeAuditClient(),
      state: createInProcessState({ clock }),
    });
    try {
      expect(service.server.hasRoute({ method: 'GET', url: '/internal/outbox' })).toBe(false);
      expect(service.server.hasRoute({ method: 'POST', url: '/internal/sandbox' })).toBe(environment === 'staging');
      expect(service.server.hasRoute({ method: 'POST', url: '/internal/context-token' })).toBe(true);
    } finally {
      await service.server.close();
      for (const resource of service.resources) await resource.close();
    }
  },
);
