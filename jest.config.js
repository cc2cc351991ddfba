/** Jest runs the TypeScript sources as ES modules; swc only strips the types. */

// The processes that tests start find their modules compiled by those before them.
process.env.NODE_COMPILE_CACHE ??= new URL('node_modules/.cache/compiled', import.meta.url).pathname;

// A line for each request of each test would hide what failed.
process.env.LOG_LEVEL ??= 'WARN';

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '!**/*.long.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  testSequencer: '<rootDir>/test/longest-first.ts',
  testTimeout: 60_000,
  // Many tests wait for a clock or for another process. A third worker uses the time of two cores that wait.
  maxWorkers: 3,
  // Jest keeps the modules of every test file in memory. A new process is faster than a large one.
  workerIdleMemoryLimit: '700MB',
};
