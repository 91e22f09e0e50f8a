import { describe, expect, test } from '@jest/globals';
import { collectPolicies } from '../policies/coordinate-policies.ts';
import { PERSONAS } from '../policies/personas.ts';
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
    const expected = (outcome: (persona: (typeof PERSONAS)[number]) => string): string[] => [
      ...PERSONAS.map((persona) =>
        persona.isStale === true || persona.account === undefined ? 'sign in' : outcome(persona),
      ),
      'case',
    ];
    expect(cellsOf('Query.me')).toEqual(expected(() => 'yes'));
    expect(cellsOf('Mutation.exportPack')).toEqual(
      expected(({ account, hasOldCode }) => {
        if (account?.role !== 'principal') return 'no';
        return hasOldCode === true ? 'step up' : 'fresh code';
      }),
    );
  });

  test('leaves out no field of an object', () => {
    expect(cellsOf('Person.id')).toHaveLength(PERSONAS.length + 1);
  });
});
