/** Cursors as text: what goes in comes out, and nothing else is taken. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../functions/domain/cursor.ts';

const asCursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a cursor holds the fields that it was made of, as text that needs no escape', () => {
  const field = fc.oneof(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), fc.integer());
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), field), (fields) => {
      const cursor = encodeCursor(fields);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Object.entries(decodeCursor(cursor)).sort()).toEqual(Object.entries(fields).sort());
    }),
  );
});

test('a field that is not there is left out', () => {
  expect(decodeCursor(encodeCursor({ after: 'x', upTo: undefined }))).toEqual({ after: 'x' });
});

test.each([
  ['empty', ''],
  ['no base64url of JSON', 'nothing'],
  ['JSON of another kind', asCursor('key')],
  ['nothing at all', asCursor(null)],
  ['a list', asCursor(['after'])],
  ['fields with more in them', asCursor({ after: { deep: 'x' } })],
  ['fields with nothing in them', asCursor({ after: null })],
  ['an empty text, which no key can be', asCursor({ after: '' })],
  ['half of a character, which no key can hold', asCursor({ after: '\ud800' })],
  ['a character that sorts otherwise in the table', asCursor({ after: '\u{10000}' })],
  ['a control character', asCursor({ after: 'a\0' })],
  ['a broken number', asCursor({ bucket: 1.5 })],
])('a cursor that is %s is refused, and the refusal names the parameter', (_, cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      extras: { errors: [{ pointer: 'cursor', detail: 'not a cursor' }] },
    }),
  );
});

test('any text is a cursor or is refused, and never an error of another kind', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expect(decodeCursor(text)).toBeInstanceOf(Object);
      } catch (error) {
        expect(error).toMatchObject({ code: 'validation-failed' });
      }
    }),
    { numRuns: 300 },
  );
});
