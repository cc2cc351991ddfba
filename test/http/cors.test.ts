/** The CORS settings: the allowed methods, and the origins that may be configured. */
import { expect, test } from '@jest/globals';
import { CORS_METHODS, parseOrigins } from '../../functions/http/cors.ts';
import { methodsOf, ROUTES, type Route } from '../../functions/http/routes.ts';

const parse = (text: string) => parseOrigins('CORS_ORIGINS', text);

test('CORS allows the methods of the routes, and no other', () => {
  const routes: Route[] = Object.values(ROUTES).filter(({ path }) => path !== '$default');
  expect([...new Set(routes.flatMap(methodsOf))].sort()).toEqual([...CORS_METHODS]);
});

test.each<[string, string[]]>([
  ['', []],
  [' , ', []],
  ['*', ['*']],
  [' * ', ['*']],
  ['https://a.example', ['https://a.example']],
  ['https://a.example, http://127.0.0.1:8080,', ['https://a.example', 'http://127.0.0.1:8080']],
  ['https://a.example,https://a.example', ['https://a.example']],
  [
    'http://[::1]:3000,https://xn--mnchen-3ya.example',
    ['http://[::1]:3000', 'https://xn--mnchen-3ya.example'],
  ],
])('the setting %j names %j', (text, origins) => {
  expect(parse(text)).toEqual(origins);
});

test.each([
  [
    'https://a.example/',
    'CORS_ORIGINS has "https://a.example/", which is not just an origin. Write https://a.example instead.',
  ],
  ['https://a.example/shop', 'Write https://a.example instead.'],
  ['https://A.example', 'Write https://a.example instead.'],
  ['https://a.example:443', 'Write https://a.example instead.'],
  ['https://ada:word@a.example', 'Write https://a.example instead.'],
  [
    'a.example',
    'CORS_ORIGINS has "a.example", which is not an origin. Write scheme and host, as in https://tickets.example.',
  ],
  ['localhost:3000', 'is not an origin'],
  ['null', 'is not an origin'],
  ['ftp://a.example', 'is not an origin'],
  ['https://', 'is not an origin'],
  [
    'https://*.example',
    'CORS_ORIGINS has "https://*.example". To allow any origin, write "*" and nothing else.',
  ],
  ['https://*', 'To allow any origin, write "*" and nothing else.'],
  ['https://a.example,*', 'CORS_ORIGINS has "*". To allow any origin, write "*" and nothing else.'],
  ['https://a.example https://b.example', 'is not an origin'],
])('the setting %j is rejected with a sentence that says what to write', (text, sentence) => {
  expect(() => parse(text)).toThrow(sentence);
});
