/** Who gets which representation. */
import { expect, test } from '@jest/globals';
import { prefersCsv } from '../../functions/http/accept.ts';

test.each<[string, string | undefined]>([
  ['nothing', undefined],
  ['anything', '*/*'],
  ['JSON', 'application/json'],
  ['what a browser asks for', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
  ['CSV and JSON alike', 'text/csv, application/json'],
  ['JSON rather than CSV', 'text/csv;q=0.5, application/json;q=0.6'],
  ['no CSV', 'text/csv;q=0'],
  ['no CSV but anything else', 'text/csv;q=0, */*'],
  ['something else', 'application/xml'],
  ['no words', ',;'],
])('who accepts %s gets JSON', (_what, accept) => {
  expect(prefersCsv(accept)).toBe(false);
});

test.each<[string, string]>([
  ['CSV', 'text/csv'],
  ['CSV with parameters', 'text/csv; charset=utf-8; header=present'],
  ['CSV in capitals', 'Text/CSV'],
  ['any text', 'text/*'],
  ['CSV, or else anything', 'text/csv, */*;q=0.1'],
  ['CSV rather than JSON', 'application/json;q=0.8,text/csv;q=0.9'],
])('who accepts %s gets CSV', (_what, accept) => {
  expect(prefersCsv(accept)).toBe(true);
});
