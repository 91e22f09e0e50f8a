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
  'role. The command `npm start` sets everything by itself (`cli/stack/service-environment.ts`).',
];

const sections = (await readConfigurations()).map(renderConfigurationSection);
writeReference('configuration', [...INTRODUCTION, '', ...sections].join('\n'));
