import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { createServiceClient } from '#platform/http';
import { createRequestSigner, parseServiceKeys } from '#platform/signing';
import { createAuthority, issueCertificate } from '../../../cli/stack/certificates/issue.ts';
import { readTlsFiles } from '../../../cli/stack/certificates/tls-files.ts';
import { rotateServiceKeys } from '../../../cli/stack/keys/rotate-service-keys.ts';
import { serviceKeysFile } from '../../../cli/stack/keys/service-pair-keys.ts';
import { SERVICES } from '../../../cli/stack/services.ts';
import { somebody } from '../../support/e2e/people.ts';
import { startTestStack } from '../../support/e2e/test-stack.ts';
import { addPerson, demoPerson, emergencyPack, exportOf, incident, textDocument } from '../../support/e2e/world.ts';
import { until } from '../../support/until.ts';
import type { ServiceName } from '../../../cli/stack/services.ts';
import type { ServiceTls } from '#platform/http';
import type { ServiceKey } from '#platform/signing';
import type { Somebody } from '../../support/e2e/people.ts';
import type { TestStack } from '../../support/e2e/test-stack.ts';

const HOUR_MS = 3_600_000;
const CURRENT = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + HOUR_MS) };
const EXPIRED = { notBefore: new Date(Date.now() - 2 * HOUR_MS), notAfter: new Date(Date.now() - HOUR_MS) };
/** In the order of the gateway's key file. */
const CALLEES = ['identity', 'vault', 'case', 'incident', 'audit', 'operations'];
const NO_ANSWER = { code: 'SERVICE_UNAVAILABLE' };
const REFUSED = { code: 'SERVICE_SIGNATURE_INVALID' };

let stack: TestStack;

beforeAll(async () => {
  stack = await startTestStack({ mtls: true });
});

afterAll(() => stack.dispose());

async function gatewayKeys(): Promise<ServiceKey[]> {
  return parseServiceKeys(await readFile(serviceKeysFile(stack.paths.keys, 'gateway'), 'utf8'));
}

/** A question to a service, signed with the gateway's keys, over a connection with these certificates. */
async function ask(service: ServiceName, tls: Partial<ServiceTls>, keys?: readonly ServiceKey[]): Promise<unknown> {
  const sign = createRequestSigner({ keys: keys ?? (await gatewayKeys()), caller: 'gateway', clock: systemClock });
  const baseUrl = `https://127.0.0.1:${String(stack.ports[service])}`;
  const client = createServiceClient({ callee: service, baseUrl, sign, tls: tls as ServiceTls });
  try {
    const json = { query: '{ __typename }' };
    return await client.callJson({ method: 'POST', path: '/graphql', json, requestId: 'request-1' });
  } finally {
    await client.close();
  }
}

/** A certificate of the stack's own authority. */
async function issue(name: string, validity = CURRENT): Promise<ServiceTls> {
  const folder = stack.paths.certificates;
  const ca = await readFile(path.join(folder, 'ca.pem'), 'utf8');
  const authority = { cert: ca, key: await readFile(path.join(folder, 'ca-key.pem'), 'utf8') };
  return { ...(await issueCertificate(authority, name, validity)), ca };
}

describe('[R-044] a stack over mutual TLS', () => {
  test('does what one without it does: every service calls those it needs', async () => {
    const { person, execute } = await somebody(stack.url);
    const caseId = await emergencyPack(person);
    await exportOf(person, caseId);
    (await execute('{ me { id } cases(first: 1) { nodes { id } } }')).expectData();
    const officer = await demoPerson(stack.url, stack.paths.people, 'information_officer');
    await expect(incident(officer)).resolves.toMatch(/^[0-9a-f-]{36}$/);
    const auditor = await demoPerson(stack.url, stack.paths.people, 'auditor');
    (await auditor.execute('{ auditEntries(first: 1) { nodes { kind } } }')).expectData();
    const operator = await demoPerson(stack.url, stack.paths.people, 'operator');
    (await operator.execute('{ apiClients(first: 1) { nodes { name } } }')).expectData();
  });

  test.each(SERVICES)('%s answers the gateway with its certificate', async (service) => {
    const tls = await readTlsFiles(stack.paths.certificates, 'gateway');
    await expect(ask(service, tls)).resolves.toMatchObject({ data: { __typename: 'Query' } });
  });

  test.each(SERVICES)('%s refuses a good signature without a certificate', async (service) => {
    const { ca } = await readTlsFiles(stack.paths.certificates, 'gateway');
    await expect(ask(service, { ca })).rejects.toMatchObject(NO_ANSWER);
  });

  test.each(SERVICES)('%s refuses a good signature with a certificate of another authority', async (service) => {
    const { ca } = await readTlsFiles(stack.paths.certificates, 'gateway');
    const other = await createAuthority('LifeReady services', CURRENT);
    const foreign = { ...(await issueCertificate(other, 'gateway', CURRENT)), ca };
    await expect(ask(service, foreign)).rejects.toMatchObject(NO_ANSWER);
  });

  test.each(SERVICES)('%s refuses a good signature with a certificate that has expired', async (service) => {
    await expect(ask(service, await issue('gateway', EXPIRED))).rejects.toMatchObject(NO_ANSWER);
    await expect(ask(service, await issue('gateway', CURRENT))).resolves.toBeDefined();
  });

  test.each(SERVICES)('%s refuses a good signature with a certificate of another service', async (service) => {
    for (const name of [...SERVICES, 'supervisor'])
      await expect(ask(service, await readTlsFiles(stack.paths.certificates, name))).rejects.toMatchObject(REFUSED);
  });

  test.each(SERVICES)('%s does not say over plain HTTP that it runs', async (service) => {
    await expect(fetch(`http://127.0.0.1:${String(stack.ports[service])}/healthz`)).rejects.toThrow();
  });
});

describe('[R-044] keys that are rotated while people work', () => {
  test('refuse nobody, and afterwards the old keys open nothing', async () => {
    const old = await gatewayKeys();
    const people = await Promise.all([somebody(stack.url), somebody(stack.url)]);
    const traffic = keepWorking(people);
    await rotateServiceKeys({
      keysFolder: stack.paths.keys,
      steps: ['add', 'activate', 'retire'],
      inUse: true,
      waits: { takeUpSeconds: 2, overlapSeconds: 5 },
    });
    // A round after the last key is gone.
    const { rounds, problems } = await traffic.stopAfterAnotherRound();
    expect(problems).toEqual([]);
    expect(rounds).toBeGreaterThan(people.length);

    const tls = await readTlsFiles(stack.paths.certificates, 'gateway');
    for (const service of SERVICES) {
      await until(() =>
        ask(service, tls, old).then(
          () => false,
          () => true,
        ),
      );
      await expect(ask(service, tls, old)).rejects.toMatchObject(REFUSED);
      await expect(ask(service, tls)).resolves.toBeDefined();
    }
    expect((await gatewayKeys()).map(({ id }) => id)).toEqual(CALLEES.map((name) => `gateway.${name}.2`));
  });
});

/** Each person reads and changes things without a pause, in a way that makes every service call another. */
function keepWorking(people: readonly Somebody[]) {
  const problems: unknown[] = [];
  const rounds = people.map(() => 0);
  let target = Infinity;
  const work = async ({ person, execute }: Somebody, at: number): Promise<void> => {
    while ((rounds[at] ?? 0) < target) {
      try {
        (
          await execute('{ me { id } documents(first: 1) { nodes { id } } cases(first: 1) { nodes { id } } }')
        ).expectData();
        await addPerson(person);
        await textDocument(person);
        await emergencyPack(person, 'draft');
      } catch (error) {
        problems.push(error);
      }
      rounds[at] = (rounds[at] ?? 0) + 1;
    }
  };
  const finished = Promise.all(people.map(work));
  return {
    stopAfterAnotherRound: async () => {
      target = Math.max(...rounds) + 2;
      await finished;
      return { rounds: rounds.reduce((sum, count) => sum + count, 0), problems };
    },
  };
}
