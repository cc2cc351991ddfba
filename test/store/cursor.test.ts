import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from '../../functions/store/cursor.ts';

const asCursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a cursor is the key that it was made of, as text that needs no escape', () => {
  const extra = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
  fc.assert(
    fc.property(fc.string(), fc.string(), extra, (pk, sk, rest) => {
      const key = { ...rest, pk, sk };
      const cursor = encodeCursor(key) ?? '';
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Object.entries(decodeCursor(cursor) ?? {}).sort()).toEqual(Object.entries(key).sort());
    }),
  );
});

test('a listing that is over has no cursor, and one that begins needs none', () => {
  expect([encodeCursor(undefined), decodeCursor(undefined)]).toEqual([undefined, undefined]);
});

test.each([
  ['empty', ''],
  ['no base64url of JSON', 'nothing'],
  ['JSON of another kind', asCursor('key')],
  ['nothing at all', asCursor(null)],
  ['a list', asCursor(['pk', 'sk'])],
  ['a key without its first part', asCursor({ sk: 'EVENT' })],
  ['a key without its second part', asCursor({ pk: 'EVENT#e' })],
  ['a key whose parts are no text', asCursor({ pk: 'EVENT#e', sk: 1 })],
  ['a key with more in it that is no text', asCursor({ pk: 'EVENT#e', sk: 'EVENT', more: { deep: 'x' } })],
])('a cursor that is %s is refused, and the refusal names the parameter', (_, cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(
    expect.objectContaining({
      code: 'validation-failed',
      extras: { errors: [{ pointer: 'cursor', detail: 'not a cursor' }] },
    }),
  );
});

test('any text is a cursor or is refused, and never an error of another kind', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (text) => {
        try {
          expect(decodeCursor(text)).toMatchObject({ pk: expect.any(String), sk: expect.any(String) });
        } catch (error) {
          expect(error).toMatchObject({ code: 'validation-failed' });
        }
      },
    ),
    { numRuns: 300 },
  );
});
