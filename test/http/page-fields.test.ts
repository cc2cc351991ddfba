/** The descriptions of fields on the page of the API. */
import { expect, test } from '@jest/globals';
import { formOf } from '../../functions/http/openapi/page-fields.ts';

test('a field that may be null is described by its form, too', () => {
  const text = { type: 'string' as const, maxLength: 200 };
  expect(formOf({ anyOf: [text, { type: 'null' }] }, {})).toBe('text, up to 200 characters, or null');
  expect(formOf(text, {})).toBe('text, up to 200 characters');
});
