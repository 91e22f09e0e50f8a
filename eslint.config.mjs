// What the compiler, Prettier and dependency-cruiser cannot see. Every rule that is ours carries its reason; every relaxation too.
import graphql from '@graphql-eslint/eslint-plugin';
import node from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';

import { ambientTime, builtSql, ownConnections, secretComparisons } from './tests/lint/restricted-syntax.ts';

/** Tests, their support, measurements, and fakes: code that never runs in production. */
const testFiles = ['**/*.{test,contract}.ts', 'tests/**/*.ts', 'bench/**/*.ts', '**/testing/**/*.ts'];

/** The only readers of the environment: one per service, the shared loader, the command line, and what runs in CI. */
const environmentReaders = [
  '**/config.ts',
  'platform/config/**/*.ts',
  'cli/**/environment.ts',
  'tests/{run,support}/**/*.ts',
  '*.config.mjs',
];

/** Signing is identity's alone; dependency-cruiser sees packages, not the names taken from them. */
const tokenSigning = {
  name: 'jose',
  importNames: ['SignJWT', 'CompactSign', 'FlattenedSign', 'GeneralSign', 'UnsecuredJWT'],
  message: 'Only identity signs tokens; everybody else verifies.',
};

const everywhere = {
  name: 'lifeready/everywhere',
  plugins: { n: node },
  linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
  rules: {
    eqeqeq: 'error',
    'no-console': 'error', // Output goes through the logger, which redacts; the command line writes to its own stream.
    'no-eval': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'anywhere' }],
    'n/no-process-env': 'error', // Configuration is parsed once, all mistakes are reported at once, nothing is read later.
    'n/prefer-node-protocol': 'error', // A package on the registry can take the name of a bare built-in; node: it cannot.
    'max-lines': ['error', { max: 300 }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
    'no-restricted-imports': ['error', { paths: [tokenSigning] }],
    'no-restricted-syntax': ['error', ...secretComparisons, ...builtSql, ...ownConnections],
    'no-restricted-properties': [
      'error',
      { object: 'Math', property: 'random', message: 'Use #platform/ids or node:crypto: this can be predicted.' },
    ],
  },
};

const typeScript = {
  name: 'lifeready/typescript',
  files: ['**/*.ts'],
  extends: [tseslint.configs.strictTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    '@typescript-eslint/consistent-type-imports': 'error', // Types are stripped at run time; a value import stays and loads.
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    // A port's method is async in one implementation and not in another; `async` keeps a throw a rejection in both.
    '@typescript-eslint/require-await': 'off',
    // Node's stream and event types describe shapes that many classes have; this rule asks for the one class.
    '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    // The compiler reports these (noUnusedLocals, noUnusedParameters) and knows more about types.
    '@typescript-eslint/no-unused-vars': 'off',
  },
};

const domain = {
  name: 'lifeready/domain',
  files: ['subgraphs/*/domain/**/*.ts'],
  ignores: testFiles,
  rules: {
    'no-restricted-syntax': ['error', ...secretComparisons, ...builtSql, ...ownConnections, ...ambientTime],
    'no-restricted-globals': [
      'error',
      ...['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'process'].map((name) => ({
        name,
        message: 'Domain code has no I/O: ask for it through a port.',
      })),
    ],
  },
};

const tests = {
  name: 'lifeready/tests',
  files: testFiles,
  rules: {
    'max-lines': ['error', { max: 500 }], // A table of cases is long and simple.
    'max-lines-per-function': 'off', // A describe block is one function.
    'no-restricted-syntax': 'off', // A test compares the secrets it made up, and writes the SQL it needs.
    'no-restricted-properties': 'off', // Nothing a test makes up must resist guessing.
    'no-restricted-imports': 'off', // Tests forge tokens, to see them refused.
    '@typescript-eslint/no-unsafe-assignment': 'off', // expect.any() and expect.objectContaining() are typed any.
    '@typescript-eslint/unbound-method': 'off', // expect(port.method) looks at a method, it does not call it.
    '@typescript-eslint/no-misused-spread': 'off', // Spreading a string splits text the test itself wrote.
    '@typescript-eslint/no-empty-function': 'off', // A fake that does nothing is a fake.
    '@typescript-eslint/no-confusing-void-expression': 'off', // expect(() => doesNotReturn()).toThrow() reads well.
  },
};

const described = {
  types: true,
  FieldDefinition: true,
  InputValueDefinition: true,
  EnumValueDefinition: true,
  DirectiveDefinition: true,
  ignoredSelectors: [
    '[type=InputValueDefinition][name.value=input]', // The input type describes itself.
    '[type=InputValueDefinition][parent.type=DirectiveDefinition]', // The directive's description names its arguments.
  ],
};

/** Each subgraph's SDL is linted by itself: rules that need a composed schema belong to `npm run schema:check`. */
const sdl = {
  name: 'lifeready/sdl',
  files: ['subgraphs/*/schema.graphql', 'gateway/registry/schema.graphql', 'schema/shared/*.graphql'],
  plugins: { '@graphql-eslint': graphql },
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: '' } } },
  rules: {
    '@graphql-eslint/require-description': ['error', described],
    '@graphql-eslint/no-hashtag-description': 'error', // A # comment does not reach the reader of the schema.
    '@graphql-eslint/require-deprecation-reason': 'error',
    '@graphql-eslint/unique-type-names': 'error',
    '@graphql-eslint/unique-field-definition-names': 'error',
    '@graphql-eslint/unique-enum-value-names': 'error',
    '@graphql-eslint/naming-convention': [
      'error',
      {
        types: 'PascalCase',
        FieldDefinition: 'camelCase',
        InputValueDefinition: 'camelCase',
        DirectiveDefinition: 'camelCase',
        EnumValueDefinition: 'UPPER_CASE',
        'FieldDefinition[parent.name.value=Query]': {
          forbiddenPrefixes: ['get', 'query'],
          forbiddenSuffixes: ['Query'],
        },
        'FieldDefinition[parent.name.value=Mutation]': {
          forbiddenPrefixes: ['mutation'],
          forbiddenSuffixes: ['Mutation'],
        },
        ObjectTypeDefinition: { forbiddenSuffixes: ['Type', 'Object'] },
        InputObjectTypeDefinition: { requiredSuffixes: ['Input', 'Filter', 'Order'] },
        allowLeadingUnderscore: false,
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ['**/generated/**', '**/node_modules/**', '.lifeready/**', 'coverage/**', '**/fixtures/**'] },
  { ...everywhere, files: ['**/*.ts', '**/*.mjs', '**/*.cjs'] },
  typeScript,
  domain,
  // Identity is the one place where tokens are signed.
  { files: ['subgraphs/identity/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  // The transaction wrapper and what it is made of.
  {
    files: ['platform/db/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...secretComparisons, ...builtSql] },
  },
  tests,
  { files: environmentReaders, rules: { 'n/no-process-env': 'off' } },
  sdl,
);
