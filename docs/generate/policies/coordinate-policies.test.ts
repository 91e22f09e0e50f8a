import { describe, expect, test } from '@jest/globals';
import { collectPolicies } from './coordinate-policies.ts';

const OWNER = '@access(roles: ["principal"], owner: "OWNER")';
const vault = `type Query { document: Document ${OWNER} } type Document @key(fields: "id") ${OWNER} { id: ID! title: String }`;
const reference = (access = ''): string => `type Document @key(fields: "id", resolvable: false) ${access} { id: ID! }`;

function rows(...sdls: readonly string[]): string[] {
  const subgraphs = sdls.map((sdl, at) => ({ name: `s${String(at)}`, sdl }));
  return collectPolicies(subgraphs).map(({ type, field, subgraphs: names }) => `${type}.${field} ${names.join('+')}`);
}

describe('the policies of the composed API', () => {
  test('each field has one row, whether its own or its type’s policy holds', () => {
    expect(rows(vault)).toEqual(['Query.document s0', 'Document.id s0', 'Document.title s0']);
  });

  test('a reference adds nothing to the policy of the service that has the object', () => {
    expect(rows(vault, reference())).toEqual(['Query.document s0', 'Document.id s0', 'Document.title s0']);
  });

  test('equal policies of two services are one row, different ones are two', () => {
    expect(rows(vault, reference(OWNER))).toContain('Document.id s0+s1');
    const other = rows(vault, reference('@access(roles: ["auditor"], owner: "OWNER")'));
    expect(other.filter((row) => row.startsWith('Document.id'))).toEqual(['Document.id s0', 'Document.id s1']);
  });

  test('a field without a policy is refused, not left out', () => {
    expect(() => rows('type Query { secret: String }')).toThrow('Query.secret: has no @access policy');
  });
});
