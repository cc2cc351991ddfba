/** The long suites alone: `npm run test:long`. */
import config from './jest.config.js';

export default { ...config, testMatch: ['**/*.long.test.ts'] };
