import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { choosePorts, parsePort } from './ports.ts';

const everyPort = (): Promise<boolean> => Promise.resolve(true);
const allBut =
  (...taken: number[]) =>
  (port: number): Promise<boolean> =>
    Promise.resolve(!taken.includes(port));

describe('choosePorts', () => {
  test('has defaults that people can remember', async () => {
    expect(await choosePorts({}, everyPort)).toEqual({
      gateway: 4000,
      identity: 4001,
      vault: 4002,
      case: 4003,
      incident: 4004,
      audit: 4005,
      witness: 4006,
      operations: 4007,
      postgres: 54_329,
    });
  });

  test('moves all with the base port and only the endpoint with its own', async () => {
    expect(await choosePorts({ basePort: 5000 }, everyPort)).toMatchObject({ gateway: 5000, audit: 5005 });
    expect(await choosePorts({ port: 8080 }, everyPort)).toMatchObject({ gateway: 8080, identity: 4001 });
  });

  test('a taken endpoint port is reported, with the flag and the variable that change it', async () => {
    await expect(choosePorts({}, allBut(4000))).rejects.toMatchObject({
      message: expect.stringContaining('Port 4000 is already in use'),
      hint: expect.stringMatching(/--port 4100.*LIFEREADY_PORT=4100/),
    });
  });

  test('a taken port behind the endpoint is replaced quietly, but one that was asked for is reported', async () => {
    const ports = await choosePorts({}, allBut(4001, 54_329));
    expect([4001, 54_329]).not.toContain(ports.identity);
    expect(ports.postgres).not.toBe(54_329);
    await expect(choosePorts({ postgresPort: 6000 }, allBut(6000))).rejects.toThrow('Port 6000 for PostgreSQL');
  });

  test('never gives two processes the same port, whatever is asked for', async () => {
    const port = fc.integer({ min: 4000, max: 4010 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ port, basePort: port, postgresPort: port }, { requiredKeys: [] }),
        async (wishes) => {
          const ports = Object.values(await choosePorts(wishes, everyPort));
          expect(new Set(ports).size).toBe(ports.length);
        },
      ),
    );
  });

  test('a base port too close to the end is refused', async () => {
    await expect(choosePorts({ basePort: 65_533 }, everyPort)).rejects.toThrow('leaves no room');
  });
});

describe('parsePort', () => {
  test('nothing given is nothing asked for', () => {
    expect(parsePort(undefined, '--port')).toBeUndefined();
  });

  test.each(['0', '65536', '-1', '4000.5', '4e3', '0x10', 'http', '', ' 80'])(
    'refuses "%s" and names the flag',
    (text) => {
      expect(() => parsePort(text, '--port')).toThrow('--port');
    },
  );

  test('reads every port', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => parsePort(String(port), '--port') === port));
  });
});
