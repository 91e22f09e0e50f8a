import { FUNCTIONS, functionStatements } from './add-staged-access/functions.ts';
import { changeBackStatements, changeStatements, tableStatements } from './add-staged-access/tables.ts';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staged access beside the grants it widens, and grants of packs for all but proxies. */
export class AddStagedAccess1764100000000 implements MigrationInterface {
  name = 'AddStagedAccess1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...changeStatements, ...tableStatements, ...functionStatements])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const functionSql of FUNCTIONS) await runner.query(`DROP FUNCTION identity.${functionSql}`);
    await runner.query('DROP TABLE identity.staged_access');
    for (const statement of changeBackStatements) await runner.query(statement);
  }
}
