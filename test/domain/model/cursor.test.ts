/** Cursors as text: encoding keeps the fields, and decoding rejects every other text. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../../functions/domain/model/cursor.ts';

const asCursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a cursor keeps its fields in a text that needs no escape', () => {
  const field = fc.oneof(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), fc.integer());
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), field), (fields) => {
      const cursor = encodeCursor(fields);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Object.entries(decodeCursor(cursor)).sort()).toEqual(Object.entries(fields).sort());
    }),
  );
});

test('a missing field is left out', () => {
  expect(decodeCursor(encodeCursor({ after: 'x', upTo: undefined }))).toEqual({ after: 'x' });
});

test.each([
  ['empty', ''],
  ['no JSON in base64url', 'nothing'],
  ['JSON of another kind', asCursor('key')],
  ['null', asCursor(null)],
  ['a list', asCursor(['after'])],
  ['a nested field', asCursor({ after: { deep: 'x' } })],
  ['a field of null', asCursor({ after: null })],
  ['an empty text, which is no key', asCursor({ after: '' })],
  ['a lone surrogate, which no key can have', asCursor({ after: '\ud800' })],
  ['a character that the table sorts differently', asCursor({ after: '\u{10000}' })],
  ['a control character', asCursor({ after: 'a\0' })],
  ['a fractional number', asCursor({ partition: 1.5 })],
])('a cursor that is %s is rejected with the name of the parameter', (_, cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      extras: { errors: [{ pointer: 'cursor', detail: 'not a cursor' }] },
    }),
  );
});

test('a cursor is rejected with a sentence that says what to do', () => {
  expect(() => decodeCursor('')).toThrow(/Start over without one\.$/);
});

test('any text is a cursor or is rejected, without an error of another kind', () => {
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
