import { migrations as gateway } from '../../gateway/registry/persistence/migrations/index.ts';
import { migrations as audit } from '../../subgraphs/audit/persistence/migrations/index.ts';
import { migrations as caseService } from '../../subgraphs/case/persistence/migrations/index.ts';
import { migrations as identity } from '../../subgraphs/identity/persistence/migrations/index.ts';
import { migrations as incident } from '../../subgraphs/incident/persistence/migrations/index.ts';
import { migrations as vault } from '../../subgraphs/vault/persistence/migrations/index.ts';
import type { MigrationInterface } from 'typeorm';
import type { ProcessName } from '../../cli/stack/services.ts';

/** How the database of each process comes to be. */
export const MIGRATIONS: Readonly<Record<ProcessName, readonly (new () => MigrationInterface)[]>> = {
  identity,
  vault,
  case: caseService,
  incident,
  audit,
  gateway,
};
