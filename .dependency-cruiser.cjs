// Who may import whom. Each rule has its reason; docs/contributing/import-rules.md lists them for readers, and
// tests/architecture/import-rules.int.test.ts breaks each one to see it fail.

/** Code that never runs in production: tests, measurements, suites that several tests share, their support, and fakes. */
const TEST_CODE = ['^tests/', '^bench/', '[.](test|contract)[.]ts$', '/testing/'];

/** Keeps a package inside the folders that know how to use it. Tests are free. */
function fence(name, packages, folders, comment) {
  return {
    name,
    severity: 'error',
    comment,
    from: { pathNot: [...TEST_CODE, ...folders] },
    to: { path: `node_modules/(${packages})(/|$)` },
  };
}

const layers = [
  {
    name: 'platform-knows-no-service',
    severity: 'error',
    comment: 'Shared code without business words: what it knows of a service, every other service would carry along.',
    from: { path: '^platform/' },
    to: { path: '^(gateway|subgraphs|witness|cli|schema)/' },
  },
  {
    name: 'platform-is-reached-through-its-index',
    severity: 'error',
    comment: 'The index of a platform folder is its contract; what it does not export may change at any time.',
    from: { path: '^(?!platform/)' },
    to: { path: '^platform/', pathNot: ['/index[.]ts$', '/testing/'] },
  },
  {
    name: 'platform-folders-meet-at-their-index',
    severity: 'error',
    comment: 'The same contract holds between the folders of platform.',
    from: { path: '^platform/([^/]+)/' },
    to: { path: '^platform/', pathNot: ['^platform/$1/', '/index[.]ts$'] },
  },
  {
    name: 'subgraphs-do-not-import-each-other',
    severity: 'error',
    comment:
      'Services meet in the schema, in signed calls and in platform, so that each can be deployed and broken alone.',
    from: { path: '^subgraphs/([^/]+)/' },
    to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
  },
  {
    name: 'subgraphs-do-not-import-the-gateway',
    severity: 'error',
    comment: 'A subgraph trusts nothing but a signed call, so it needs nothing from the caller.',
    from: { path: '^subgraphs/' },
    to: { path: '^gateway/' },
  },
  {
    name: 'gateway-does-not-import-subgraphs',
    severity: 'error',
    comment:
      'The gateway knows the composed schema and addresses; a broken gateway must not hold the code that guards data.',
    from: { path: '^gateway/' },
    to: { path: '^subgraphs/' },
  },
  {
    name: 'the-witness-stands-alone',
    severity: 'error',
    comment:
      'It believes a key and a proof, nothing of the log it watches; and it is a small process, without GraphQL or an object mapper.',
    from: { path: '^witness/', pathNot: [...TEST_CODE, '^witness/migrate[.]ts$'] },
    to: {
      path: [
        '^(gateway|subgraphs|schema|cli)/',
        '^platform/(access|audit|auth|crypto|db|denials|graphql|object-store|redis)/',
        'node_modules/(graphql|@apollo|@graphql-tools|typeorm)(/|$)',
      ],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'nobody-imports-the-witness',
    severity: 'error',
    comment: 'The log meets its witness over the protocol that any witness speaks, so that others can take its place.',
    from: { path: '^(gateway|subgraphs|schema|cli)/', pathNot: TEST_CODE },
    to: { path: '^witness/' },
  },
];

const insideASubgraph = [
  {
    name: 'domain-imports-only-its-own-kind',
    severity: 'error',
    comment: 'Rules that depend on nothing outside can be read and tested alone: own domain, errors, clock, ids.',
    from: { path: '^subgraphs/([^/]+)/domain/', pathNot: TEST_CODE },
    to: {
      path: '^[^/]+/',
      pathNot: ['^subgraphs/$1/domain/', '^platform/(errors|clock|ids|auth|audit|denials)/', 'node_modules/'],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'domain-takes-only-types-from-auth-audit-and-denials',
    severity: 'error',
    comment:
      'The domain says who acted and what is to be recorded; verifying tokens, writing receipts and counting is for others.',
    from: { path: '^subgraphs/[^/]+/domain/', pathNot: TEST_CODE },
    to: { path: '^platform/(auth|audit|denials)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'domain-uses-no-package-but-zod',
    severity: 'error',
    comment: 'A rule that needs a library is not a rule; shapes of data are the exception.',
    from: { path: '^subgraphs/[^/]+/domain/', pathNot: TEST_CODE },
    to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
  },
  {
    name: 'domain-does-no-io',
    severity: 'error',
    comment: 'Files, sockets and processes come in through ports; computing (crypto, buffer, util) is not I/O.',
    from: { path: '^subgraphs/[^/]+/domain/', pathNot: TEST_CODE },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|util)$' },
  },
  {
    name: 'adapters-know-no-graphql',
    severity: 'error',
    comment: 'Persistence, crypto and storage implement ports of the domain; how it is asked for is not their matter.',
    from: { path: '^(subgraphs/[^/]+|gateway/registry)/(persistence|crypto|storage)/', pathNot: TEST_CODE },
    to: {
      path: [
        '^(subgraphs/[^/]+|gateway/registry)/graphql/',
        '^platform/graphql/',
        'node_modules/(graphql|@apollo|@graphql-tools)(/|$)',
      ],
    },
  },
  {
    name: 'graphql-never-touches-persistence',
    severity: 'error',
    comment: 'Resolvers translate, use cases decide: a resolver that reads a table has skipped the decision.',
    from: { path: '^(subgraphs/[^/]+|gateway/registry)/graphql/', pathNot: TEST_CODE },
    to: { path: '^(subgraphs/[^/]+|gateway/registry)/(persistence|crypto|storage)/' },
  },
  {
    name: 'only-app-and-main-wire',
    severity: 'error',
    comment: 'Repositories are made in one place and handed on as deps, so that a fake can stand in for each of them.',
    from: {
      path: '^(subgraphs|gateway|schema)/',
      pathNot: [...TEST_CODE, '^subgraphs/[^/]+/(persistence/|(app|core|main|migrate|forward|erase)[.]ts$)'],
    },
    to: { path: '^subgraphs/[^/]+/persistence/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'composition-roots-are-not-imported',
    severity: 'error',
    comment:
      'app.ts puts a service together for main.ts, for tests and for the command line; who imports it gets everything.',
    from: { pathNot: [...TEST_CODE, '^cli/', '(^|/)(app|main|seed)[.]ts$'] },
    to: { path: '^(gateway|subgraphs/[^/]+)/(app|core|main|migrate|forward|erase|seed)[.]ts$' },
  },
  {
    name: 'only-configuration-imports-process',
    severity: 'error',
    comment: 'The lint rule on process.env does not see { env } taken from node:process.',
    from: {
      pathNot: [...TEST_CODE, '(^|/)config[.]ts$', '^platform/config/', '^cli/.*environment[.]ts$'],
    },
    to: { dependencyTypes: ['core'], path: '^(node:)?process$' },
  },
];

const fences = [
  fence(
    'argon2-stays-in-identity',
    'argon2',
    ['^subgraphs/identity/'],
    'Passwords are hashed where they are checked, with parameters measured for that one service.',
  ),
  fence(
    'graphql-shield-stays-in-platform-graphql',
    'graphql-shield',
    ['^platform/graphql/'],
    'It crashes at import on Node 24 unless loaded through the one file that repairs it.',
  ),
  fence(
    'aws-sdk-stays-in-object-store-and-kms',
    '@aws-sdk|@smithy',
    ['^platform/object-store/', '/kms/', '/[^/]*kms[^/]*[.]ts$'],
    'Everything else speaks to the ObjectStore and key ports, which have other implementations.',
  ),
  fence(
    'typeorm-stays-in-persistence',
    'typeorm',
    [
      '^subgraphs/[^/]+/persistence/',
      '^gateway/registry/persistence/migrations/',
      '^witness/persistence/migrations/',
      '^platform/db/',
    ],
    'One transaction wrapper is the only way to a connection: it sets the tenant that row-level security needs.',
  ),
  fence(
    'pg-stays-in-platform-db',
    'pg',
    [
      '^platform/db/',
      '^subgraphs/audit/persistence/eraser-store[.]ts$',
      '^witness/persistence/witness-store[.]ts$',
      '^cli/stack/',
    ],
    'A client of one’s own has no tenant set and no end of its scope; the eraser, the witness and the command line are no part of a running service.',
  ),
  fence(
    'ioredis-stays-in-platform-redis',
    'ioredis',
    ['^platform/redis/'],
    'The same interfaces run in process without Redis; a direct client would break the embedded stack.',
  ),
  fence(
    'x509-stays-in-certificates',
    '@peculiar/x509',
    ['^cli/stack/certificates/'],
    'Certificates are issued by a command; a service that could issue one could be any other.',
  ),
  fence(
    'prom-client-stays-in-platform-metrics',
    'prom-client',
    ['^platform/metrics/'],
    'Counters have one form, without global registries and with labels from closed lists; another client would go round both.',
  ),
  fence(
    'apollo-gateway-stays-in-execution',
    '@apollo/gateway',
    ['^gateway/execution/'],
    'Planning and execution sit behind one seam; the HTTP rules around it do not depend on the library.',
  ),
];

const everywhere = [
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Files of a cycle can only be understood together, and load in an order that nobody chose.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'shipped-code-imports-no-test-code',
    severity: 'error',
    comment: 'Fakes that accept everything must not be within reach of production.',
    from: { pathNot: TEST_CODE },
    to: { path: TEST_CODE },
  },
  {
    name: 'shipped-code-uses-no-dev-dependency',
    severity: 'error',
    comment: 'Images are installed without dev dependencies; schema tools and generators never run there.',
    from: { path: '^(cli|gateway|platform|subgraphs|witness)/', pathNot: TEST_CODE },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'every-package-is-declared',
    severity: 'error',
    comment: 'A package that is only there because another one needs it can vanish with the next update.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'every-import-resolves',
    severity: 'error',
    comment: 'An import that cannot be found is one that none of these rules can judge.',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...layers, ...insideASubgraph, ...fences, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The gateways to compare with have packages of their own, which nobody has installed but whoever measures.
    exclude: { path: '/fixtures/|^bench/gateway/peers/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
