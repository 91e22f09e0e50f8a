import { expect, test } from '@jest/globals';
import { collectPolicies } from '../policies/coordinate-policies.ts';
import { renderAccessReference } from './access-reference.ts';

const SDL = `
type Query { me: Person! @access(owner: "SELF") }
type Mutation {
  exportPack: Person! @access(roles: ["principal"], scopes: ["read:packs"], tiers: ["amber"], owner: "OWNER", stepUpSeconds: 300, audit: "case.pack.export")
}
type Person @access(owner: "NONE", reason: "shown to themself") { id: ID! name: String }
`;

test('a row of the access reference says everything that the policy demands', () => {
  const page = renderAccessReference(collectPolicies([{ name: 'case', sdl: SDL }]));
  const row = page.split('\n').find((line) => line.startsWith('| `exportPack`'));
  expect(row).toBe(
    '| `exportPack` | principal | `read:packs` | amber | the caller’s own | 5 min | `case.pack.export` | case |',
  );
});

test('no field is left out', () => {
  const page = renderAccessReference(collectPolicies([{ name: 'case', sdl: SDL }]));
  for (const field of ['`me`', '`exportPack`', '`Person.id`', '`Person.name`']) expect(page).toContain(`| ${field} |`);
});
