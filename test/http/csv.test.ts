/** CSV: quoting, neutralized formulas, and the size of a full page within the limit of Lambda. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { EXPORT_PAGE_MAX_ROWS, TICKET_TYPES_LIMIT } from '../../functions/domain/model/limits.ts';
import { bookingsCsvAnswer } from '../../functions/http/views/bookings-csv.ts';
import { csvRecord, harmless } from '../../functions/http/views/csv.ts';
import { parseCsv } from '../kit/csv.ts';
import { aBooking } from '../kit/stored-bookings.ts';

const LAMBDA_ANSWER_LIMIT_BYTES = 6 * 1024 * 1024;

test.each<[string, string | number | undefined, string]>([
  ['a word', 'Ada', '"Ada"'],
  ['nothing', undefined, ''],
  ['an empty text', '', '""'],
  ['a number', 12, '12'],
  ['zero', 0, '0'],
  ['a comma', 'Lovelace, Ada', '"Lovelace, Ada"'],
  ['a quote', 'Ada "Countess"', '"Ada ""Countess"""'],
  ['a line break', 'Ada\nLovelace', '"Ada\nLovelace"'],
  ['letters beyond ASCII', 'Žofie 山田 🎟', '"Žofie 山田 🎟"'],
  ['an id that begins like a formula', '-LzSpbTNAjPj6eww7-6ZaZ', '"-LzSpbTNAjPj6eww7-6ZaZ"'],
])('a cell of %s keeps its text', (_what, cell, expected) => {
  expect(csvRecord([cell])).toBe(`${expected}\r\n`);
});

test.each([
  ['a word', 'Ada'],
  ['an apostrophe', "O'Neill"],
  ['a hyphen inside', 'Ann-Marie'],
  ['signs inside', 'Ada + Grace = 2 @ home'],
  ['semicolons', 'Ada; Grace; 2'],
  ['a quote', 'Ada "Countess" Lovelace'],
])('a text with %s is unchanged', (_what, text) => {
  expect(harmless(text)).toBe(text);
});

test.each<[string, string, string]>([
  ['equals', '=1+1', "'=1+1"],
  ['plus', '+1', "'+1"],
  ['minus', '-1', "'-1"],
  ['at', '@SUM(A1)', "'@SUM(A1)"],
  ['a full-width equals', '＝1+1', "'＝1+1"],
  ['a space', ' =1+1', " '=1+1"],
  ['a tab', '\t=1+1', "\t'=1+1"],
  ['a carriage return', '\r=1+1', "\r'=1+1"],
  ['a line feed', '\n=1+1', "\n'=1+1"],
  ['a null character', '\0=1+1', "\0'=1+1"],
  ['a quote', '"=1+1', `"'=1+1`],
])('a formula after %s is neutralized', (_what, text, expected) => {
  expect(harmless(text)).toBe(expected);
});

test.each<[string, string, string]>([
  ['a semicolon', 'a;=1+1', "a;'=1+1"],
  ['a semicolon and a space', 'a; =1+1', "a; '=1+1"],
  ['a semicolon and a quote', 'a;"=1+1;', `a;"'=1+1;`],
  ['several of them', 'a;=1;+1;-1;@A1', "a;'=1;'+1;'-1;'@A1"],
  ['a tab', 'a\t=1+1', "a\t'=1+1"],
  ['a comma', 'a,=1+1', "a,'=1+1"],
  ['a bar', 'a|=1+1', "a|'=1+1"],
  ['a line break', 'a\n@SUM(A1)', "a\n'@SUM(A1)"],
])(
  'a formula after %s is neutralized for a spreadsheet that separates cells there',
  (_what, text, expected) => {
    expect(harmless(text)).toBe(expected);
  },
);

test('no text makes a cell begin with a formula, for any separator', () => {
  const part = fc.constantFrom(...'=+-@＝;,|\t\n" \'aZ1');
  const texts = fc.string({ unit: part, maxLength: 12 });
  fc.assert(
    fc.property(texts, fc.constantFrom(';', ',', '\t', '|'), (text, separator) => {
      const cells = (harmless(text) ?? '').split(separator).flatMap((cell) => cell.split('\n'));
      expect(cells.filter((cell) => /^[\s"]*[=+\-@＝]/.test(cell))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('another parser reads every text of a file back unchanged', () => {
  const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(texts, (cells) => {
      expect(parseCsv(`${csvRecord(cells)}${csvRecord(cells)}`)).toEqual([cells, cells]);
    }),
  );
});

test('cells are separated by commas and a record ends with CR and LF', () => {
  expect(csvRecord(['a', 1, undefined, 'b'])).toBe('"a",1,,"b"\r\n');
});

test.each([
  ['control characters, which older versions accepted', '\u0001'],
  ['quotes', '"'],
  ['three-byte letters', '山'],
  ['emoji', '🎟'],
  ['neutralized formulas', ';='],
])('a full page with the longest names of %s fits the answer of a function', (_what, unit) => {
  const event = { id: 'event', shardCount: 4 } as Event;
  const name = unit.repeat(100 / [...unit].length);
  const attendee = { firstName: name, lastName: name, email: `${'a'.repeat(242)}@example.com` };
  const types = Array.from({ length: TICKET_TYPES_LIMIT }, (_, index) => ({
    type: `a${index}`.padEnd(20, 'z'),
    quantity: 9,
  }));
  const history: HistoryEntry[] = [{ what: 'joined', at: 0, quantity: 90, types }];
  const booking = aBooking(event, { attendee, quantity: 97, granted: 96, status: 'waitlisted', history });
  const items = Array.from({ length: EXPORT_PAGE_MAX_ROWS }, () => ({ booking, position: 1_000_000 }));
  const answer = bookingsCsvAnswer({ items, nextCursor: booking.id }, new Map(), booking.eventId, {});
  expect(answer.text).toContain('"9 a0zzzzzzzzzzzzzzzzzz; 9 a1');
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(LAMBDA_ANSWER_LIMIT_BYTES);
});
