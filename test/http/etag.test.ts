/** Entity tags: what a client may name as unchanged, and that a text is rendered once. */
import { expect, test } from '@jest/globals';
import { isUnchanged, renderedOnce } from '../../functions/http/etag.ts';

test.each([
  ['the tag itself', '"a"'],
  ['its weak form', 'W/"a"'],
  ['a list that has it', '"x", W/"a" ,"y"'],
  ['a list without spaces', '"x","a"'],
  ['a star', '*'],
  ['a star with spaces around', ' * '],
])('%s names what is unchanged', (_what, header) => {
  expect(isUnchanged(header, '"a"')).toBe(true);
});

test.each([
  ['no header', undefined],
  ['nothing', ''],
  ['another tag', '"b"'],
  ['a tag without quotes', 'a'],
  ['a tag that has it within', '"xax"'],
  ['a tag in other letters', '"A"'],
  ['a star among tags', '"x", *'],
  ['a quote that does not close', '"a'],
])('%s does not', (_what, header) => {
  expect(isUnchanged(header, '"a"')).toBe(false);
});

test('a tag of several letters is compared whole, and commas may be in it', () => {
  expect(isUnchanged('"a,b"', '"a,b"')).toBe(true);
  expect(isUnchanged('"a,b"', '"a"')).toBe(false);
});

test('a text is rendered once for an origin, and its tag tells it from every other', () => {
  const origins: string[] = [];
  const read = renderedOnce((origin) => {
    origins.push(origin);
    return `at ${origin}`;
  });
  const [first, again, other] = [read('http://a'), read('http://a'), read('http://b')];
  expect(origins).toEqual(['http://a', 'http://b']);
  expect(first).toMatchObject({ text: 'at http://a', etag: expect.stringMatching(/^"[\w-]{43}"$/) });
  expect(again.etag).toBe(first.etag);
  expect(other.etag).not.toBe(first.etag);
});
