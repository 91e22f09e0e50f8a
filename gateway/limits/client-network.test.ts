import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clientNetwork } from './client-network.ts';

describe('[R-053] who counts as one sender', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1::', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', 'unknown'],
    ['unknown', 'unknown'],
    ['203.0.113.9:1234', 'unknown'],
    ['999.0.0.1', 'unknown'],
    ['<script>', 'unknown'],
  ])('%s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  test('every address of a /64 is one sender, however it is written, and another /64 is another', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const half = fc.tuple(group, group, group, group);
    const write = (groups: readonly number[]): string => groups.map((value) => value.toString(16)).join(':');
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        const address = clientNetwork(write([...network, ...one]));
        expect(clientNetwork(write([...network, ...other]).toUpperCase())).toBe(address);
        const changed = [network[0], network[1], network[2], (network[3] + 1) % 0x10000];
        expect(clientNetwork(write([...changed, ...one]))).not.toBe(address);
      }),
    );
  });
});
