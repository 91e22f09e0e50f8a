/** Files of a small tree laid out like the project: path to content. */
export type Tree = Readonly<Record<string, string>>;

/** Packages of the sample tree. `undeclared` is installed, but stands in no manifest. */
export const samplePackages = {
  dependencies: [
    'argon2',
    '@aws-sdk/client-s3',
    '@apollo/gateway',
    '@peculiar/x509',
    'graphql',
    'graphql-shield',
    'ioredis',
    'pg',
    'prom-client',
    'typeorm',
    'zod',
  ],
  devDependencies: ['prettier'],
  undeclared: ['undeclared'],
};

const value = 'export const value = 1;\n';
const use = (specifier: string): string => `import { value } from '${specifier}';\nexport const used = value;\n`;
const useType = (specifier: string): string =>
  `import type { value } from '${specifier}';\nexport type Used = typeof value;\n`;

const platformFolders = ['access', 'audit', 'auth', 'clock', 'config', 'errors', 'graphql', 'ids', 'redis'];

/** A tree in which nothing is wrong, although it does everything that is allowed. */
export const goodTree: Tree = {
  ...Object.fromEntries(
    platformFolders.map((name) => [`platform/${name}/index.ts`, `export { value } from './${name}.ts';\n`]),
  ),
  ...Object.fromEntries(platformFolders.map((name) => [`platform/${name}/${name}.ts`, value])),
  'platform/clock/testing/fake-clock.ts': value,
  'platform/clock/clock.test.ts': use('./testing/fake-clock.ts'),
  'platform/clock/clock.contract.ts': use('./testing/fake-clock.ts'),
  'platform/access/policy.ts': use('#platform/errors'),
  'platform/graphql/shield.ts': use('graphql-shield'),
  'platform/object-store/s3.ts': use('@aws-sdk/client-s3'),
  'platform/redis/client.ts': use('ioredis'),
  'platform/db/client.ts': use('pg'),
  'platform/config/environment.ts': "import { env } from 'node:process';\nexport const read = env;\n",
  'gateway/main.ts': use('./app.ts'),
  'gateway/app.ts': use('./execution/gateway.ts'),
  'gateway/execution/gateway.ts': use('@apollo/gateway'),
  'subgraphs/vault/main.ts': use('./app.ts'),
  'subgraphs/vault/app.ts': use('./persistence/people.repository.ts'),
  'subgraphs/vault/migrate.ts': use('./persistence/people.repository.ts'),
  'subgraphs/vault/context.ts': use('./domain/add-person.ts'),
  'subgraphs/vault/http/upload.ts': useType('../persistence/people.repository.ts'),
  'subgraphs/vault/app.int.test.ts': use('./app.ts'),
  'subgraphs/vault/domain/person.ts': "import { createHash } from 'node:crypto';\nexport const value = createHash;\n",
  'subgraphs/vault/domain/add-person.ts': `${useType('#platform/auth')}export { value } from './person.ts';\n`,
  'subgraphs/vault/domain/record.ts': useType('#platform/audit'),
  'subgraphs/vault/domain/refuse.ts': use('#platform/errors'),
  'subgraphs/vault/domain/shape.ts': use('zod'),
  'subgraphs/vault/domain/person.test.ts':
    "import { readFile } from 'node:fs/promises';\nexport const read = readFile;\n",
  'subgraphs/vault/graphql/resolvers/Query/person.ts': use('../../../domain/person.ts'),
  'subgraphs/vault/persistence/people.repository.ts': `import 'typeorm';\n${useType('../domain/person.ts')}${value}`,
  'subgraphs/vault/crypto/kms-key-source.ts': use('@aws-sdk/client-s3'),
  'subgraphs/identity/credentials/hash-password.ts': use('argon2'),
  'witness/app.ts': use('#platform/clock'),
  'witness/protocol/judge.ts': value,
  'witness/persistence/migrations/first.ts': useType('typeorm'),
  'cli/start.ts': use('../subgraphs/vault/app.ts'),
  'tests/support/database.ts': use('../../subgraphs/vault/persistence/people.repository.ts'),
};

/** Each rule with files that break it, and it alone. The first file is the one that is reported, unless all are. */
export const breakingTrees: Readonly<Record<string, Tree>> = {
  'platform-knows-no-service': { 'platform/clock/bad-service.ts': use('../../subgraphs/vault/domain/person.ts') },
  'platform-is-reached-through-its-index': { 'gateway/bad-inside.ts': use('../platform/clock/clock.ts') },
  'platform-folders-meet-at-their-index': { 'platform/ids/bad-inside.ts': use('../clock/clock.ts') },
  'subgraphs-do-not-import-each-other': { 'subgraphs/case/bad-neighbour.ts': use('../vault/domain/person.ts') },
  'subgraphs-do-not-import-the-gateway': { 'subgraphs/case/bad-gateway.ts': use('../../gateway/execution/gateway.ts') },
  'gateway-does-not-import-subgraphs': { 'gateway/bad-subgraph.ts': use('../subgraphs/vault/domain/person.ts') },
  'the-witness-stands-alone': { 'witness/bad-audit.ts': use('#platform/audit') },
  'nobody-imports-the-witness': { 'gateway/bad-witness.ts': use('../witness/protocol/judge.ts') },
  'domain-imports-only-its-own-kind': {
    'subgraphs/vault/domain/bad-context.ts': useType('../context.ts'),
    'subgraphs/vault/domain/bad-platform.ts': useType('#platform/access'),
  },
  'domain-takes-only-types-from-auth-audit-and-denials': {
    'subgraphs/vault/domain/bad-auth.ts': `${useType('#platform/auth')}export { value as again } from '#platform/auth';\n`,
    'subgraphs/vault/domain/bad-audit.ts': use('#platform/audit'),
  },
  'domain-uses-no-package-but-zod': { 'subgraphs/vault/domain/bad-package.ts': use('graphql') },
  'domain-does-no-io': {
    'subgraphs/vault/domain/bad-file.ts':
      "import { readFile } from 'node:fs/promises';\nexport const read = readFile;\n",
  },
  'adapters-know-no-graphql': {
    'subgraphs/vault/persistence/bad-type.ts': useType('graphql'),
    'subgraphs/vault/crypto/bad-platform.ts': use('#platform/graphql'),
    'subgraphs/vault/storage/bad-resolver.ts': use('../graphql/resolvers/Query/person.ts'),
  },
  'graphql-never-touches-persistence': {
    'subgraphs/vault/storage/disk.ts': value,
    'subgraphs/vault/graphql/resolvers/Query/badFile.ts': use('../../../storage/disk.ts'),
  },
  'only-app-and-main-wire': { 'subgraphs/vault/bad-wiring.ts': use('./persistence/people.repository.ts') },
  'composition-roots-are-not-imported': { 'subgraphs/vault/bad-root.ts': use('./app.ts') },
  'only-configuration-imports-process': {
    'gateway/bad-environment.ts': "import { env } from 'node:process';\nexport const read = env;\n",
  },
  'argon2-stays-in-identity': { 'subgraphs/case/bad-argon2.ts': use('argon2') },
  'graphql-shield-stays-in-platform-graphql': { 'platform/access/bad-shield.ts': use('graphql-shield') },
  'aws-sdk-stays-in-object-store-and-kms': { 'subgraphs/vault/storage/bad-s3.ts': use('@aws-sdk/client-s3') },
  'typeorm-stays-in-persistence': { 'subgraphs/case/bad-typeorm.ts': use('typeorm') },
  'pg-stays-in-platform-db': { 'subgraphs/case/persistence/bad-pg.ts': use('pg') },
  'ioredis-stays-in-platform-redis': { 'gateway/bad-redis.ts': use('ioredis') },
  'x509-stays-in-certificates': { 'gateway/bad-certificate.ts': use('@peculiar/x509') },
  'prom-client-stays-in-platform-metrics': { 'gateway/bad-metrics.ts': use('prom-client') },
  'apollo-gateway-stays-in-execution': { 'gateway/http/bad-apollo.ts': use('@apollo/gateway') },
  'no-cycles': {
    'platform/errors/bad-chicken.ts': useType('./egg.ts') + value,
    'platform/errors/egg.ts': use('./bad-chicken.ts') + value,
  },
  'shipped-code-imports-no-test-code': { 'platform/clock/bad-fake.ts': use('./testing/fake-clock.ts') },
  'shipped-code-uses-no-dev-dependency': { 'cli/bad-dev.ts': use('prettier') },
  'every-package-is-declared': { 'gateway/bad-undeclared.ts': use('undeclared') },
  'every-import-resolves': { 'gateway/bad-missing.ts': use('./missing.ts') },
};
