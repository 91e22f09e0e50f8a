import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The newest cosigned checkpoint of each log, and signed checkpoints that contradict one. Nothing here is about a person. */
export class CreateWitnessedLog1764100000000 implements MigrationInterface {
  readonly name = 'CreateWitnessedLog1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...witnessedLog(), ...contradiction(), ...grants()]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE witness.contradiction, witness.witnessed_log');
    await runner.query('DROP FUNCTION witness.refuse_step_back(), witness.refuse_change()');
  }
}

function witnessedLog(): string[] {
  return [
    // One row per log. note is null before the first checkpoint; cosigned_at is POSIX time in seconds and never goes back.
    `CREATE TABLE witness.witnessed_log (
      origin text PRIMARY KEY,
      size bigint NOT NULL CHECK (size >= 0),
      root bytea NOT NULL CHECK (octet_length(root) = 32),
      note bytea,
      cosigned_at bigint NOT NULL CHECK (cosigned_at >= 0)
    )`,
    // Below the code, so that no mistake of it can take a cosigned checkpoint back.
    `CREATE FUNCTION witness.refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.origin <> OLD.origin OR NEW.size < OLD.size OR NEW.cosigned_at < OLD.cosigned_at
          OR (NEW.size = OLD.size AND NEW.root <> OLD.root) THEN
          RAISE EXCEPTION 'a witnessed log does not step back' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`,
    `CREATE FUNCTION witness.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '% does not forget', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
    ...always('witnessed_log', 'forward_only', 'BEFORE UPDATE', 'ROW', 'refuse_step_back'),
    ...always('witnessed_log', 'no_delete', 'BEFORE DELETE', 'ROW', 'refuse_change'),
    ...always('witnessed_log', 'no_truncate', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change'),
  ];
}

function contradiction(): string[] {
  return [
    // Two checkpoints that a log has signed and that cannot both be true convict it; so both are kept.
    `CREATE TABLE witness.contradiction (
      origin text NOT NULL REFERENCES witness.witnessed_log,
      recorded_size bigint NOT NULL,
      recorded_note bytea NOT NULL,
      stated_size bigint NOT NULL,
      stated_root bytea NOT NULL,
      stated_note bytea NOT NULL,
      seen_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (origin, recorded_size, stated_size, stated_root)
    )`,
    ...always('contradiction', 'append_only_rows', 'BEFORE UPDATE OR DELETE', 'ROW', 'refuse_change'),
    ...always('contradiction', 'append_only_truncate', 'BEFORE TRUNCATE', 'STATEMENT', 'refuse_change'),
  ];
}

/** Fires also under session_replication_role = replica. */
function always(table: string, name: string, when: string, each: 'ROW' | 'STATEMENT', run: string): string[] {
  return [
    `CREATE TRIGGER ${name} ${when} ON witness.${table} FOR EACH ${each} EXECUTE FUNCTION witness.${run}()`,
    `ALTER TABLE witness.${table} ENABLE ALWAYS TRIGGER ${name}`,
  ];
}

function grants(): string[] {
  return [
    'GRANT SELECT, INSERT, UPDATE ON witness.witnessed_log TO witness_app',
    'GRANT SELECT, INSERT ON witness.contradiction TO witness_app',
    'GRANT SELECT ON witness.witnessed_log, witness.contradiction TO witness_ro',
  ];
}
