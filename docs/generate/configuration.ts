// `npm run generate:configuration`: the variables of every process, into docs/reference/configuration.md.
import { writeReference } from './reference-file.ts';
import { renderConfigurationSection } from './render/configuration-reference.ts';
import { readConfigurations } from './sources/configurations.ts';

const INTRODUCTION = [
  '# Configuration',
  '',
  'Generated from the schema in each `config.ts`, the only file of a service that reads the environment. All that is wrong is reported at',
  'once, without the values, and the process ends. `LIFEREADY_ENV=staging` and `production` are strict: there the rules of the last column',
  'hold besides.',
  '',
  'A migration job (`subgraphs/<service>/migrate.ts`) reads one variable, `MIGRATE_DATABASE_URL`: the connection of the service’s migrate',
  'role. The job that erases details beside the audit log (`subgraphs/audit/erase.ts`) reads `AUDIT_ERASER_DATABASE_URL`, the connection of',
  'the role `audit_eraser` (`sslmode=verify-full` in staging and production), and `LIFEREADY_ENV`, `AUDIT_URL`, `AUDIT_LOG_VKEY`,',
  '`SERVICE_KEYS_FILE` and `SERVICE_TLS_*_FILE` as the services do. The command `npm start` sets everything by itself (`cli/stack/service-environment.ts`).',
];

const sections = (await readConfigurations()).map(renderConfigurationSection);
writeReference('configuration', [...INTRODUCTION, '', ...sections].join('\n'));
