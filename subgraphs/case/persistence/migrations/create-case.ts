import { createAuditReceipts, guardWithReceipt } from '#platform/audit';
import { appendOnly, protectTable } from '#platform/db';
import { functionStatements } from './functions.ts';
import { tableStatements } from './tables.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { ProtectedTable } from '#platform/db';

const service = 'case';

const GRANTS: Readonly<Record<string, ProtectedTable['grants']>> = {
  case_record: ['SELECT', 'INSERT', 'UPDATE'],
  case_contact: ['SELECT', 'INSERT'],
  evidence_slot: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  case_transition: ['SELECT', 'INSERT'],
  pack: ['SELECT', 'INSERT'],
  share_link: ['SELECT', 'INSERT', 'UPDATE'],
  transfer_ticket: ['SELECT', 'INSERT', 'UPDATE'],
};

/** Cases, their evidence and history, exported packs, and the links and tickets to them. */
export class CreateCase1764000000000 implements MigrationInterface {
  readonly name = 'CreateCase1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      ...createAuditReceipts(service),
      ...tableStatements,
      ...Object.entries(GRANTS).flatMap(([table, grants]) => [
        ...protectTable({ service, table, ownership: 'principal', grants }),
        ...guardWithReceipt(service, table),
      ]),
      ...['case_transition', 'pack'].flatMap((table) => appendOnly({ service, table })),
      ...functionStatements,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const functions = [
      'scope_of_pack(uuid)',
      'scope_of_share_link(bytea)',
      'scope_of_ticket(bytea)',
      'known_packs(uuid[])',
    ];
    for (const signatureSql of [...functions, 'cases_with_ended_links(timestamptz, integer)']) {
      await runner.query(`DROP FUNCTION "case".${signatureSql}`);
    }
    for (const tableSql of [...Object.keys(GRANTS).reverse(), 'audit_receipt'])
      await runner.query(`DROP TABLE "case".${tableSql}`);
    await runner.query('DROP FUNCTION "case".refuse_change()');
    await runner.query('DROP FUNCTION "case".require_audit_receipt()');
  }
}
