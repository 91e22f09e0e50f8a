import { describe, expect, test } from '@jest/globals';
import { collectPolicies } from '../policies/coordinate-policies.ts';
import { renderAccessMatrix } from './access-matrix.ts';

const SDL = `
type Query { me: Person! @access(owner: "SELF") }
type Mutation {
  exportPack: Person! @access(roles: ["principal"], scopes: ["read:packs"], owner: "OWNER", stepUpSeconds: 300, audit: "case.pack.export")
}
type Person @access(roles: ["auditor"], owner: "NONE", reason: "shown to auditors") { id: ID! }
`;
const page = renderAccessMatrix(collectPolicies([{ name: 'case', sdl: SDL }]));
const cellsOf = (coordinate: string): string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith(`| \`${coordinate}\` |`))
    .flatMap((line) => line.split('|').slice(2, -1))
    .map((cell) => cell.trim());

describe('the access matrix', () => {
  test('has one cell for each persona, then the service', () => {
    const signedIn = Array.from({ length: 9 }, () => 'yes');
    expect(cellsOf('Query.me')).toEqual(['sign in', ...signedIn, 'case']);
    const individuals = Array.from({ length: 4 }, () => 'fresh code');
    const others = Array.from({ length: 5 }, () => 'no');
    expect(cellsOf('Mutation.exportPack')).toEqual(['sign in', ...individuals, ...others, 'case']);
  });

  test('leaves out no field of an object', () => {
    expect(cellsOf('Person.id')).toEqual(['sign in', 'no', 'no', 'no', 'no', 'no', 'yes', 'no', 'no', 'no', 'case']);
  });
});
