// One project per kind of test: unit (no I/O), int (PostgreSQL, files, sockets), e2e (the whole graph).
const shared = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/cli', '<rootDir>/gateway', '<rootDir>/platform', '<rootDir>/schema', '<rootDir>/subgraphs', '<rootDir>/tests'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['**/*.test.ts'], testPathIgnorePatterns: ['\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$', '/node_modules/'] },
    { ...shared, displayName: 'int', testMatch: ['**/*.int.test.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['**/*.e2e.test.ts'] },
  ],
};
