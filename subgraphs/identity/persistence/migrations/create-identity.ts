import { createAuditReceipts } from '#platform/audit';
import { accountStatements } from './create-identity/accounts.ts';
import { functionStatements } from './create-identity/functions.ts';
import { grantAndClientStatements } from './create-identity/grants-and-clients.ts';
import { sessionStatements } from './create-identity/sessions.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In the order in which they can be dropped. */
const TABLES = [
  'mail_outbox',
  'service_client',
  'role_grant',
  'refresh_token',
  'session',
  'mfa_challenge',
  'service_secret',
  'login_failures',
  'registration',
  'totp_factor',
  'credential',
  'principal',
  'tenant',
  'audit_receipt',
];

const FUNCTIONS = [
  'find_human(text)',
  'find_registration(bytea)',
  'find_enrolment(bytea)',
  'find_challenge(uuid)',
  'find_refresh_token(bytea)',
  'find_invitation(bytea)',
  'find_client(text)',
  'held_grants()',
  'party_grants(uuid[])',
  'visible_principals(uuid[], timestamptz)',
  'outbox_after(uuid, integer)',
];

/** Everything identity stores, with its row-level security, audit guards and look-up functions. */
export class CreateIdentity1764000000000 implements MigrationInterface {
  name = 'CreateIdentity1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...createAuditReceipts('identity'),
      ...accountStatements,
      ...sessionStatements,
      ...grantAndClientStatements,
      ...functionStatements,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const functionSql of FUNCTIONS) await runner.query(`DROP FUNCTION identity.${functionSql}`);
    for (const tableSql of TABLES) await runner.query(`DROP TABLE identity.${tableSql}`);
    for (const nameSql of ['require_audit_receipt', 'refuse_change'])
      await runner.query(`DROP FUNCTION identity.${nameSql}()`);
  }
}
