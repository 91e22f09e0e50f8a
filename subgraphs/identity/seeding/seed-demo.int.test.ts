import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { silentLogger } from '#platform/logging';
import { openIdentity } from '../core.ts';
import { readIdentityConfig, readSeedEnvironment } from '../config.ts';
import { secretFromBase32 } from '../factors/totp.ts';
import { startFixture } from '../testing/identity-fixture.ts';
import { signIn } from '../testing/people.ts';
import { readDemoFile, writeDemoFile } from './demo-file.ts';
import { seedDemo } from './seed-demo.ts';
import { readPeople } from '../../../cli/stack/people.ts';
import type { IdentityCore } from '../core.ts';
import type { IdentityFixture } from '../testing/identity-fixture.ts';

let fixture: IdentityFixture;
let core: IdentityCore;
let folder: string;
let peopleFile: string;

beforeAll(async () => {
  fixture = await startFixture();
  const { clock, audit: auditClient } = fixture;
  core = await openIdentity({
    config: readIdentityConfig(fixture.environment),
    logger: silentLogger,
    clock,
    auditClient,
  });
  folder = await mkdtemp(path.join(tmpdir(), 'seed-'));
  peopleFile = path.join(folder, 'people.json');
});
afterAll(async () => {
  for (const resource of core.resources) await resource.close();
  await fixture.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the demo people', () => {
  test('are made once, in a file for this user alone; a second run changes nothing', async () => {
    expect(await seedDemo(core.deps, peopleFile)).toEqual({ accounts: 8, clients: 1, grants: 3 });
    expect((await stat(peopleFile)).mode & 0o777).toBe(0o600);
    const before = await readFile(peopleFile, 'utf8');
    const events = fixture.audit.events.length;
    expect(await seedDemo(core.deps, peopleFile)).toEqual({ accounts: 0, clients: 0, grants: 0 });
    expect(await readFile(peopleFile, 'utf8')).toBe(before);
    expect(fixture.audit.events).toHaveLength(events);
    expect((await readPeople(peopleFile)).map(({ persona }) => persona)).not.toContain('partner');
  });

  test('sign in with what the file says; the proxy acts for the principal, staff share an organisation', async () => {
    const { people } = await readDemoFile(peopleFile);
    const grants = '{ me { role heldGrants { nodes { role accessLevel status granter { displayName } } } } }';
    const heldBy = new Map<string, unknown>();
    for (const { persona, email, password, totpSecret, displayName } of people) {
      const { token } = await signIn(fixture, { email, password, displayName, secret: secretFromBase32(totpSecret) });
      heldBy.set(persona, (await fixture.run(grants, {}, { token })).data?.['me']);
    }
    expect(heldBy.get('auditor')).toEqual({ role: 'AUDITOR', heldGrants: { nodes: [] } });
    expect(heldBy.get('proxy')).toEqual({
      role: 'PRINCIPAL',
      heldGrants: {
        nodes: [
          {
            role: 'PROXY',
            accessLevel: 'LIMITED_WRITE',
            status: 'ACCEPTED',
            granter: { displayName: 'Demo principal' },
          },
        ],
      },
    });
    const staff = await fixture.rows<{ tenants: number }>(
      `SELECT count(DISTINCT tenant_id)::integer AS tenants FROM identity.principal WHERE role IN ('operator', 'auditor', 'information_officer', 'reviewer')`,
    );
    expect(staff).toEqual([{ tenants: 1 }]);
  });

  test('are completed after a run that was cut off, with the secrets of the file', async () => {
    const { people, client } = await readDemoFile(peopleFile);
    // As it is when the file was written and no account yet.
    await writeDemoFile(peopleFile, {
      people: people.map((person) => ({ ...person, email: `cut-off-${person.email}` })),
      client,
    });
    const before = await readFile(peopleFile, 'utf8');
    expect(await seedDemo(core.deps, peopleFile)).toEqual({ accounts: 8, clients: 0, grants: 3 });
    expect(await readFile(peopleFile, 'utf8')).toBe(before);
  });

  test('get other addresses when the file is lost: nobody is overwritten', async () => {
    await rm(peopleFile);
    expect(await seedDemo(core.deps, peopleFile)).toMatchObject({ accounts: 8, clients: 1 });
    const { people } = await readDemoFile(peopleFile);
    expect(people.every(({ email }) => /-[0-9a-f]{6}@/.test(email))).toBe(true);
  });

  test('staff are in the organisation that is given, also when it is there and the file is lost', async () => {
    const organisationId = newId();
    for (const staff of [4, 8]) {
      await rm(peopleFile);
      expect(await seedDemo(core.deps, peopleFile, organisationId)).toMatchObject({ accounts: 8 });
      const placed = `SELECT role FROM identity.principal WHERE tenant_id = '${organisationId}'`;
      expect(await fixture.rows(placed)).toHaveLength(staff);
    }
  });

  test.each(['staging', 'production'])('are refused in %s', (environment) => {
    expect(() => readSeedEnvironment({ LIFEREADY_ENV: environment, DEMO_PEOPLE_FILE: peopleFile })).toThrow(
      /identity seeding/,
    );
  });
});
