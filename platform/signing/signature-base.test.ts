import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { contentDigest } from './content-digest.ts';
import { componentList, computeSignature, coveredComponents, signatureBase } from './signature-base.ts';
import type { Component } from './signature-base.ts';

test('the HMAC example of RFC 9421 appendix B.2.5 is reproduced', () => {
  const published = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==';
  const components: Component[] = [
    ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['@authority', 'example.com'],
    ['content-type', 'application/json'],
  ];
  const parameters = `${componentList(components)};created=1618884473;keyid="test-shared-secret"`;
  const signature = computeSignature(signatureBase(components, parameters), createSecretKey(published, 'base64'));
  expect(signature.toString('base64')).toBe('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=');
});

test('the digest example of RFC 9530 appendix D is reproduced', () => {
  expect(contentDigest(Buffer.from('{"hello": "world"}'))).toBe(
    'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
  );
});

test('the base has one line for each component, the absent query as a question mark, and the parameters last', () => {
  const fields = new Map([
    ['x-lifeready-callee', 'vault'],
    ['authorization', 'Bearer t'],
    ['content-digest', 'd'],
  ]);
  const components = coveredComponents({ method: 'POST', path: '/graphql', query: '', fields });
  expect(signatureBase(components, `${componentList(components)};created=1`)).toBe(
    [
      '"@method": POST',
      '"@path": /graphql',
      '"@query": ?',
      '"content-digest": d',
      '"authorization": Bearer t',
      '"x-lifeready-callee": vault',
      '"@signature-params": ("@method" "@path" "@query" "content-digest" "authorization" "x-lifeready-callee");created=1',
    ].join('\n'),
  );
});
