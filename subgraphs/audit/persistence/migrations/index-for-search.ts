import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes for each thing that auditors search by, and for a person's own entries. Every append pays for each of them, so there is
 * none that another one stands in for: times are found by halving the log (`persistence/entry-search.ts`), outcomes that nearly all
 * entries have by walking back from the end, and the trail of an object by its reference, which no other tenant has.
 */
export class IndexForSearch1769100000000 implements MigrationInterface {
  readonly name = 'IndexForSearch1769100000000';

  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      'CREATE INDEX audit_entry_actor ON audit.audit_entry (actor_ref, index DESC)',
      'CREATE INDEX audit_entry_owner ON audit.audit_entry (owner_ref, index DESC)',
      'CREATE INDEX audit_entry_service ON audit.audit_entry (service, index DESC)',
      'CREATE INDEX audit_entry_target_type ON audit.audit_entry (target_type, index DESC)',
      `CREATE INDEX audit_entry_rare_outcome ON audit.audit_entry (outcome, index DESC)
        WHERE outcome NOT IN ('ATTEMPTED', 'COMMITTED')`,
      'DROP INDEX audit.audit_entry_target',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX audit_entry_target ON audit.audit_entry (tenant_ref, target_ref, index DESC)');
    await runner.query(
      'DROP INDEX audit.audit_entry_actor, audit.audit_entry_owner, audit.audit_entry_service, audit.audit_entry_target_type, audit.audit_entry_rare_outcome',
    );
  }
}
