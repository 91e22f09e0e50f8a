import { createIdempotencyKeys, dropIdempotencyKeys } from '#platform/idempotency';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the answers to requests with an idempotency key are kept. */
export class AddIdempotencyKeys1768000000000 implements MigrationInterface {
  readonly name = 'AddIdempotencyKeys1768000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of createIdempotencyKeys('case')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of dropIdempotencyKeys('case')) await runner.query(statement);
  }
}
