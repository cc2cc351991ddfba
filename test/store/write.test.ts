/** Single conditional writes on a real table. */
import { expect, test } from '@jest/globals';
import { EXISTS, IS_NEW } from '../../functions/store/table/existence.ts';
import { write } from '../../functions/store/table/write.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const key = { pk: 'EVENT#e', sk: 'EVENT' };

test('a refused put returns the stored item, as a transaction does', async () => {
  const table = strictTable(TABLE_NAME);
  const first = { ...key, held: 3, bookingIds: ['one'] };
  expect(await write(table, { put: first, when: IS_NEW })).toEqual({ kind: 'done' });
  const refused = await write(table, { put: { ...key, held: 4 }, when: IS_NEW });
  expect(refused).toEqual({ kind: 'refused', failed: new Map([[0, first]]) });
});

test('a refused update of an item that does not exist returns no item', async () => {
  const missing = { ...key, pk: 'EVENT#other' };
  const update = { update: missing, set: 'SET held = :held', when: EXISTS, values: { ':held': 1 } };
  expect(await write(strictTable(TABLE_NAME), update)).toEqual({
    kind: 'refused',
    failed: new Map([[0, undefined]]),
  });
});
