import { describe, expect, test } from '@jest/globals';
import { collectPolicies } from '../policies/coordinate-policies.ts';
import { renderAuditActionReference } from './audit-action-reference.ts';

const ACTIONS = {
  'vault.person.create': 'A person was added.',
  'vault.person.erase': 'A person was erased.',
  'identity.grant.revoke': 'Ended.',
};
const POLICIES = collectPolicies([
  { name: 'vault', sdl: 'type Mutation { addPerson: Int @access(owner: "SELF", audit: "vault.person.create") }' },
]);

function rowOf(action: string, path: string, text: string): string | undefined {
  const page = renderAuditActionReference(ACTIONS, POLICIES, [{ path, text }]);
  return page.split('\n').find((line) => line.startsWith(`| \`${action}\``));
}

describe('the audit action reference', () => {
  test('names the mutation and the service that record an action', () => {
    const row = rowOf('vault.person.create', 'subgraphs/vault/domain/add-person.ts', "action: 'vault.person.create'");
    expect(row).toBe('| `vault.person.create` | A person was added. | `Mutation.addPerson` | vault |');
  });

  test('sees an action whose verb is put in', () => {
    expect(
      rowOf('identity.grant.revoke', 'subgraphs/identity/domain/change-grant.ts', 'action: `identity.grant.${step}`'),
    ).toContain('| identity |');
  });

  test('says so when nobody records an action', () => {
    expect(rowOf('vault.person.erase', 'gateway/main.ts', '')).toContain('*nobody yet*');
  });
});
