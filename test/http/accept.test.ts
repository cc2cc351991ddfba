/** Content negotiation: the representation that an Accept header gets. */
import { expect, test } from '@jest/globals';
import {
  accepts,
  acceptsCoding,
  preferredLanguage,
  preferredType,
  prefersCsv,
} from '../../functions/http/accept.ts';

test.each<[string, string | undefined]>([
  ['nothing', undefined],
  ['anything', '*/*'],
  ['JSON', 'application/json'],
  ['the header of a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  ['CSV and JSON alike', 'text/csv, application/json'],
  ['JSON rather than CSV', 'text/csv;q=0.5, application/json;q=0.6'],
  ['no CSV', 'text/csv;q=0'],
  ['no CSV but anything else', 'text/csv;q=0, */*'],
  ['something else', 'application/xml'],
  ['separators only', ',;'],
])('a request that accepts %s gets JSON', (_what, accept) => {
  expect(prefersCsv(accept)).toBe(false);
});

test.each<[string, string]>([
  ['CSV', 'text/csv'],
  ['CSV with parameters', 'text/csv; charset=utf-8; header=present'],
  ['CSV in capitals', 'Text/CSV'],
  ['any text', 'text/*'],
  ['CSV, or else anything', 'text/csv, */*;q=0.1'],
  ['CSV rather than JSON', 'application/json;q=0.8,text/csv;q=0.9'],
])('a request that accepts %s gets CSV', (_what, accept) => {
  expect(prefersCsv(accept)).toBe(true);
});

test.each<[string, string | undefined, string[]]>([
  ['nothing', undefined, ['application/json']],
  ['anything', '*/*', ['text/html']],
  ['an empty text', '', ['application/json']],
  ['no media range at all', ',; q=1,text', ['application/json']],
  ['a lone star, as old Java clients do', 'text/html, *; q=.2', ['application/json']],
  ['problems alone', 'application/problem+json', ['application/json']],
  ['any application', 'application/*', ['application/json']],
  ['JSON in capitals', 'Application/JSON; Charset=UTF-8', ['application/json']],
  ['JSON with the least weight', 'application/json;q=0.001', ['application/json']],
  ['one of two offers', 'text/csv', ['application/json', 'text/csv']],
  ['anything but a type that is not offered', 'text/html;q=0, */*;q=0.1', ['application/json']],
  ['a quoted comma before JSON', 'text/x;a="b, c\\"d";q=0.1, application/json', ['application/json']],
  ['something else, where nothing is offered', 'image/png', []],
])('a header that accepts %s accepts the offer', (_what, accept, offers) => {
  expect(accepts(accept, offers)).toBe(true);
});

test.each<[string, string, string[]]>([
  ['another type', 'text/html', ['application/json']],
  ['another subtype', 'application/xml', ['application/json']],
  ['JSON with the weight 0', 'application/json;q=0', ['application/json']],
  ['JSON with the weight 0.000', 'application/json;q=0.000', ['application/json']],
  ['anything with the weight 0', '*/*;q=0', ['application/json']],
  ['anything but JSON and problems', '*/*, application/*;q=0', ['application/json']],
  ['problems, where a page is offered', 'application/problem+json', ['text/html']],
  ['JSON within a quoted string', 'text/x;a="b, application/json"', ['application/json']],
  ['JSON within a string that never ends', 'text/x;a="b, application/json', ['application/json']],
  ['neither of two offers', 'text/html, image/*', ['application/json', 'text/csv']],
])('a header that accepts %s does not accept the offer', (_what, accept, offers) => {
  expect(accepts(accept, offers)).toBe(false);
});

test.each([
  ['gzip', true],
  ['br, GZIP;q=0.5', true],
  ['*', true],
  ['', false],
  ['identity', false],
  ['gzip;q=0', false],
  ['*;q=0', false],
])('a client that sends "Accept-Encoding: %s" gets gzip: %j', (acceptEncoding, expected) => {
  expect(acceptsCoding('gzip', acceptEncoding)).toBe(expected);
});

test.each<[string | undefined, string | undefined]>([
  ['de', 'de'],
  ['DE-at', 'de'],
  ['en, de', 'en'],
  ['de;q=0.5, en;q=0.6', 'en'],
  ['fr, de;q=0.3', 'de'],
  ['de;q=0, en;q=0.1', 'en'],
  ['de;q=0', undefined],
  ['fr', undefined],
  ['*', undefined],
  ['', undefined],
  [undefined, undefined],
  ['deutsch', undefined],
])('a client that sends "Accept-Language: %s" prefers %s', (acceptLanguage, language) => {
  expect(preferredLanguage(acceptLanguage)).toBe(language);
});

test.each<[string | undefined, string]>([
  [undefined, 'image/svg+xml'],
  ['*/*', 'image/svg+xml'],
  ['image/png', 'image/png'],
  ['image/*, image/svg+xml;q=0.1', 'image/png'],
  ['image/png;q=0.1, image/svg+xml', 'image/svg+xml'],
  ['text/html', 'image/svg+xml'],
])('of SVG and PNG, a client that sends "Accept: %s" gets %s', (accept, type) => {
  expect(preferredType(accept, ['image/svg+xml', 'image/png'])).toBe(type);
});

test('a long header of quotes is parsed in linear time', () => {
  const started = performance.now();
  accepts(`text/x;a=${'"\\"'.repeat(8_000)}, application/json`, ['application/json']);
  expect(performance.now() - started).toBeLessThan(200);
});
