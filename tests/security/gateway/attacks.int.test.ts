import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PRODUCTION } from '../../../gateway/testing/production-environment.ts';
import { bearer, startTestGateway } from '../../../gateway/testing/test-gateway.ts';
import { ATTACKS } from './all-attacks.ts';
import { SCHEMA_NAMES, SCHEMA_READING } from './attacks/schema-reading.ts';
import { sendAttack } from './send-attack.ts';
import type { TestGateway } from '../../../gateway/testing/test-gateway.ts';
import type { Attack, Attacker } from './attack.ts';

const SECURITY_HEADERS = ['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy'];
const IN_PRODUCTION = {
  ...PRODUCTION,
  GATEWAY_BUDGET_FACTOR: '1',
  // So that it is the schema that keeps its secrets, and not the list of documents.
  GATEWAY_OPEN_MEANS: 'open',
};

/** A gateway with somebody of each kind signed in. */
async function startAttacked(environment: Readonly<Record<string, string>> = {}) {
  const gateway = await startTestGateway({ environment });
  const partner = { role: 'partner', clientId: 'partner-demo', kind: 'service_account', acr: 'aal1' } as const;
  const tokens: Readonly<Record<Attacker, string | undefined>> = {
    nobody: undefined,
    person: bearer(gateway.signIn())['authorization'],
    partner: bearer(gateway.signIn(partner))['authorization'],
  };
  const reached = (): number => Object.values(gateway.services).reduce((sum, { calls }) => sum + calls.length, 0);
  const attack = (sent: Attack, more: readonly string[] = []) =>
    sendAttack(gateway.port, sent, { authorization: tokens[sent.as], more });
  return { gateway, attack, reached };
}

describe('[R-059] attacks', () => {
  let gateway: TestGateway;
  let attacked: Awaited<ReturnType<typeof startAttacked>>;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const slowest: { ms: number; name: string }[] = [];

  beforeAll(async () => {
    attacked = await startAttacked();
    gateway = attacked.gateway;
    delay.enable();
  });
  beforeEach(() => {
    delay.reset();
  });
  afterAll(async () => {
    delay.disable();
    await gateway.close();
    slowest.sort((a, b) => b.ms - a.ms);
    const lines = slowest.slice(0, 5).map(({ ms, name }) => `  ${ms.toFixed(1)} ms  ${name}`);
    process.stdout.write(`longest pauses of the event loop, cold and in this process\n${lines.join('\n')}\n`);
  });

  describe.each(Object.entries(ATTACKS))('%s', (kind, attacks) => {
    test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (name, attack) => {
      const answer = await attacked.attack(attack);
      slowest.push({ ms: delay.max / 1e6, name: `${kind}: ${name}` });
      expect({ status: answer.status, code: answer.code }).toEqual({ status: attack.status, code: attack.code });
      expect(SECURITY_HEADERS.filter((header) => !answer.headers.has(header))).toEqual([]);
      expect(answer.body).not.toMatch(/node_modules|\.ts:\d|127\.0\.0\.1|\bat \w+ \(/);
      expect(attacked.reached()).toBe(0);
    });
  });

  test('are more than 120', () => {
    const all = [...Object.values(ATTACKS).flat(), ...SCHEMA_READING];
    expect(all.length).toBeGreaterThan(120);
    for (const [kind, attacks] of Object.entries(ATTACKS))
      expect([kind, new Set(attacks.map(({ name }) => name)).size]).toEqual([kind, attacks.length]);
  });
});

describe('[R-060] reading the schema in production', () => {
  let attacked: Awaited<ReturnType<typeof startAttacked>>;

  beforeAll(async () => {
    attacked = await startAttacked(IN_PRODUCTION);
  });
  afterAll(() => attacked.gateway.close());

  test.each(SCHEMA_READING.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    const answer = await attacked.attack({ ...attack, as: 'nobody' }, ['x-forwarded-proto: https']);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: attack.status, code: attack.code });
    expect(answer.body).not.toMatch(SCHEMA_NAMES);
    expect(answer.headers.get('strict-transport-security')).toContain('includeSubDomains');
    expect(attacked.reached()).toBe(0);
  });
});
