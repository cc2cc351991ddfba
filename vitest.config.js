/** How Stryker runs the tests of the model: Jest would take five times as long for a mutant. */
export default { test: { include: ['test/domain/model/*.test.ts'], alias: { '@jest/globals': 'vitest' } } };
