// One project per kind of test: unit (no I/O), int (PostgreSQL, files, sockets), e2e (the whole graph), e2e-own (the same, by files
// that each start a stack of their own), fault (the whole graph while parts of it are killed, stopped or cut off), redis (a Redis
// server; only there when REDIS_URL names one).
const shared = {
  rootDir: import.meta.dirname,
  roots: [
    '<rootDir>/bench',
    '<rootDir>/cli',
    '<rootDir>/docs',
    '<rootDir>/gateway',
    '<rootDir>/platform',
    '<rootDir>/schema',
    '<rootDir>/subgraphs',
    '<rootDir>/tests',
    '<rootDir>/witness',
  ],
  testEnvironment: '<rootDir>/tests/support/jest-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};

/** Projects whose tests may use PostgreSQL: one throwaway cluster per run, see tests/support/postgres.ts. */
const withPostgres = {
  ...shared,
  globalSetup: '<rootDir>/tests/support/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/jest-global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/tests/support/jest-time-limit.ts'],
};

/** Where files start a stack of their own. They have no part in the one that the others share, so they can run beside them. */
const OWN_STACKS =
  '<rootDir>/tests/e2e/(audit-completeness|audit-unavailable|crash-recovery|federation|idempotency|mutual-tls)/';

export default {
  // Every test file leaves its modules in the worker's memory (each has a module registry of its own); a worker that has
  // grown is replaced between two files.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['\\.(int|e2e|fault|redis)\\.test\\.ts$', '/node_modules/'],
    },
    {
      ...withPostgres,
      displayName: 'int',
      testMatch: ['**/*.int.test.ts'],
      testPathIgnorePatterns: ['\\.redis\\.int\\.test\\.ts$', '/node_modules/'],
    },
    {
      ...shared,
      displayName: 'e2e-own',
      testMatch: [`${OWN_STACKS}*.e2e.test.ts`],
      setupFilesAfterEnv: ['<rootDir>/tests/support/jest-time-limit.ts'],
    },
    {
      ...withPostgres,
      displayName: 'e2e',
      testMatch: ['**/*.e2e.test.ts'],
      testPathIgnorePatterns: [OWN_STACKS, '/node_modules/'],
      globalSetup: '<rootDir>/tests/support/jest-e2e-setup.mjs',
      globalTeardown: '<rootDir>/tests/support/jest-e2e-teardown.mjs',
    },
    // Starts a stack of its own, to break it.
    { ...shared, displayName: 'fault', testMatch: ['**/*.fault.test.ts'] },
    ...(process.env.REDIS_URL
      ? [
          {
            ...shared,
            displayName: 'redis',
            testMatch: ['**/*.redis.int.test.ts'],
            setupFilesAfterEnv: ['<rootDir>/tests/support/jest-time-limit.ts'],
          },
        ]
      : []),
  ],
};
