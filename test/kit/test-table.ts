/** The table of a test file, for its whole run. Apart from `boxoffice.ts`, which is also used outside Jest. */
import { afterAll, beforeAll } from '@jest/globals';
import { createTestTable, type TestTable } from './boxoffice.ts';

/** Creates the table `TABLE_NAME` before the file's tests, and removes it after them. */
export function useTestTable(): void {
  let testTable: TestTable;
  beforeAll(async () => {
    testTable = await createTestTable();
  });
  afterAll(() => testTable.stop());
}
