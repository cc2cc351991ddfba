/** Entity tags: matching of If-None-Match, and texts that are rendered once an origin. */
import { expect, test } from '@jest/globals';
import { isUnchanged, renderedOnce } from '../../functions/http/etag.ts';

test.each([
  ['the tag itself', '"a"'],
  ['its weak form', 'W/"a"'],
  ['a list that has it', '"x", W/"a" ,"y"'],
  ['a list without spaces', '"x","a"'],
  ['an asterisk', '*'],
  ['an asterisk between spaces', ' * '],
])('%s matches', (_what, header) => {
  expect(isUnchanged(header, '"a"')).toBe(true);
});

test.each([
  ['no header', undefined],
  ['nothing', ''],
  ['another tag', '"b"'],
  ['a tag without quotes', 'a'],
  ['a tag that contains it', '"xax"'],
  ['a tag in other case', '"A"'],
  ['an asterisk among tags', '"x", *'],
  ['an unclosed quote', '"a'],
])('%s does not match', (_what, header) => {
  expect(isUnchanged(header, '"a"')).toBe(false);
});

test('a tag of several letters is compared as a whole, and may contain commas', () => {
  expect(isUnchanged('"a,b"', '"a,b"')).toBe(true);
  expect(isUnchanged('"a,b"', '"a"')).toBe(false);
});

test('a text is rendered once an origin, and its tag differs from that of every other text', () => {
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
