import { describe, expect, test } from '@jest/globals';
import { parseSupergraphConfig } from './supergraph-config.ts';

const GOOD = `# comment
federation_version: =2.14.4
subgraphs:
  identity:
    routing_url: http://identity.internal/graphql
    schema:
      file: ./subgraphs/identity/schema.graphql

  vault:
    routing_url: http://vault.internal/graphql
    schema:
      file: ./subgraphs/vault/schema.graphql
`;

describe('supergraph.yaml', () => {
  test('names the subgraphs', () => {
    expect(parseSupergraphConfig(GOOD)).toEqual({
      federationVersion: '2.14.4',
      subgraphs: [
        {
          name: 'identity',
          routingUrl: 'http://identity.internal/graphql',
          file: './subgraphs/identity/schema.graphql',
        },
        { name: 'vault', routingUrl: 'http://vault.internal/graphql', file: './subgraphs/vault/schema.graphql' },
      ],
    });
  });

  test.each([
    ['a version that is not exact', '=2.14.4', '2', 'supergraph.yaml:2'],
    ['a member nobody reads', '    schema:', '    retries: 3\n    schema:', 'supergraph.yaml:6'],
    ['a file outside the project', './subgraphs/identity', '/etc', 'supergraph.yaml:7'],
    ['another indentation', '  vault:', '   vault:', 'supergraph.yaml:9'],
    ['the same name twice', '  vault:', '  identity:', 'there twice'],
  ])('%s is refused', (_what, before, after, message) => {
    expect(() => parseSupergraphConfig(GOOD.replace(before, after))).toThrow(message);
  });

  test.each([[''], ['federation_version: =2.14.4\n'], [GOOD.slice(0, GOOD.lastIndexOf('    schema:'))]])(
    'an end too early is refused',
    (text) => {
      expect(() => parseSupergraphConfig(text)).toThrow('ends too early');
    },
  );
});
