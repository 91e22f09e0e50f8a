import { describe, expect, test } from '@jest/globals';
import { AUDIT_TARGET_TYPES, RETENTION_CLASSES } from '#platform/audit';
import { collectPolicies } from '../policies/coordinate-policies.ts';
import { renderAuditActionReference } from './audit-action-reference.ts';
import type { ActionDefinition } from '#platform/audit';

const CHANGE: ActionDefinition = {
  kind: 'CHANGE',
  facts: [],
  targets: ['Person'],
  tiers: ['amber'],
  recordedBy: ['vault'],
  retention: 'estate',
  proves: 'A person was added.',
};
const TAXONOMY = {
  version: '1.4',
  actions: {
    'vault.person.create': CHANGE,
    'vault.person.read': { ...CHANGE, kind: 'FACT', facts: ['OK', 'FAILED'], targets: ['Person', 'Asset'] },
    'vault.person.erase': { ...CHANGE, facts: ['FAILED'], targets: AUDIT_TARGET_TYPES, tiers: ['amber', 'red'] },
    'identity.grant.revoke': { ...CHANGE, proves: 'Ended.' },
  },
  retention: RETENTION_CLASSES,
} as const;
const POLICIES = collectPolicies([
  { name: 'vault', sdl: 'type Mutation { addPerson: Int @access(owner: "SELF", audit: "vault.person.create") }' },
]);

function rowOf(action: string, path: string, text: string): string | undefined {
  const page = renderAuditActionReference(TAXONOMY, POLICIES, [{ path, text }]);
  return page.split('\n').find((line) => line.startsWith(`| \`${action}\``));
}

describe('the audit action reference', () => {
  test('names the mutation and the service that record an action', () => {
    const row = rowOf('vault.person.create', 'subgraphs/vault/domain/add-person.ts', "action: 'vault.person.create'");
    expect(row).toBe(
      '| `vault.person.create` | change | `Person`; amber | estate | A person was added. | `Mutation.addPerson` | vault |',
    );
  });

  test('says how an action is recorded, about what, and its version', () => {
    expect(rowOf('vault.person.read', 'gateway/main.ts', '')).toContain(
      '| fact: `OK`, `FAILED` | `Person` or `Asset`; amber |',
    );
    expect(rowOf('vault.person.erase', 'gateway/main.ts', '')).toContain(
      '| change, fact: `FAILED` | anything; amber or red |',
    );
    expect(renderAuditActionReference(TAXONOMY, POLICIES, [])).toContain('Version 1.4.');
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
