import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readSdlPolicies } from './sdl-policies.ts';

const vault = path.join(import.meta.dirname, '../../subgraphs/vault/schema.graphql');

test('what a coordinate demands is what the schema says there', () => {
  const policyAt = readSdlPolicies(vault);
  expect(policyAt('Mutation.requestUpload')).toMatchObject({ grants: ['proxy'], grantLevel: 'limited_write' });
  expect(policyAt('Document')).toMatchObject({ tiers: ['OBJECT'], owner: 'OWNER_OR_GRANT' });
  expect(policyAt('Document')).toBe(policyAt('Document.title'));
});

test('a coordinate that the schema does not have is a mistake of the program', () => {
  const policyAt = readSdlPolicies(vault);
  for (const coordinate of ['Mutation.upload', 'Nothing', 'Nothing.id', '', 'PersonConnection']) {
    expect(() => policyAt(coordinate)).toThrow('is not in the schema');
  }
});
