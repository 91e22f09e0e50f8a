import { describe, expect, test } from '@jest/globals';
import { isWeakerThan } from './argon2-parameters.ts';

const CURRENT = { memoryKib: 19_456, timeCost: 2, parallelism: 1 };
const encoded = (parameters: string): string => `$argon2id$v=19$${parameters}$c2FsdHNhbHQ$aGFzaGhhc2g`;

describe('[R-013] a weaker hash is recognised', () => {
  test.each([
    ['as configured', encoded('m=19456,t=2,p=1'), false],
    ['as configured, in another order', encoded('m=19456,p=1,t=2'), false],
    ['fewer passes, in another order', encoded('m=19456,p=1,t=1'), true],
    ['more memory', encoded('m=65536,t=2,p=1'), false],
    ['more passes', encoded('m=19456,t=3,p=1'), false],
    ['other parallelism', encoded('m=19456,t=2,p=4'), false],
    ['less memory', encoded('m=19455,t=2,p=1'), true],
    ['fewer passes', encoded('m=65536,t=1,p=1'), true],
    ['another variant', encoded('m=19456,t=2,p=1').replace('argon2id', 'argon2i'), true],
    ['an older version', encoded('m=19456,t=2,p=1').replace('v=19', 'v=16'), true],
    ['something else', '$2b$12$abcdefghijklmnopqrstuv', true],
  ])('%s', (_name, hash, weaker) => {
    expect(isWeakerThan(hash, CURRENT)).toBe(weaker);
  });
});
