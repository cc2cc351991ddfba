/** The format of ids: every derived id has it, and a text of another length or alphabet has not. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { derivedId } from '../../../functions/domain/model/derived-id.ts';
import { ID } from '../../../functions/domain/model/id.ts';

test('a derived id has the format of an id, whatever it is derived from', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (parts) => {
      expect(derivedId(...parts)).toMatch(ID);
    }),
  );
});

test.each([
  ['is empty', ''],
  ['is a character short', 'a'.repeat(21)],
  ['has a character too many', 'a'.repeat(23)],
  ['has a character that needs an escape', `${'a'.repeat(21)}/`],
  ['begins with a space', ` ${'a'.repeat(21)}`],
  ['ends with a line break', `${'a'.repeat(22)}\n`],
  ['is a path', `${'a'.repeat(22)}/bookings`],
])('a text that %s is no id', (_, text) => {
  expect(text).not.toMatch(ID);
});
