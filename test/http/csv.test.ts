/** CSV: what is quoted, what is made harmless, and that a full page fits what Lambda may answer. */
import { expect, test } from '@jest/globals';
import type { Event } from '../../functions/domain/event.ts';
import { EXPORT_PAGE_MAX_ROWS } from '../../functions/domain/limits.ts';
import { bookingsCsvAnswer } from '../../functions/http/bookings-csv.ts';
import { csvRecord } from '../../functions/http/csv.ts';
import { aBooking } from '../kit/stored-bookings.ts';

const LAMBDA_ANSWER_LIMIT_BYTES = 6 * 1024 * 1024;

test.each<[string, string | number | undefined, string]>([
  ['a word', 'Ada', 'Ada'],
  ['nothing', undefined, ''],
  ['an empty text', '', ''],
  ['a number', 12, '12'],
  ['zero', 0, '0'],
  ['a comma', 'Lovelace, Ada', '"Lovelace, Ada"'],
  ['a quote', 'Ada "Countess"', '"Ada ""Countess"""'],
  ['a line break', 'Ada\nLovelace', '"Ada\nLovelace"'],
  ['a carriage return', 'Ada\rLovelace', '"Ada\rLovelace"'],
  ['letters beyond ASCII', 'Žofie 山田 🎟', 'Žofie 山田 🎟'],
  ['an apostrophe', "O'Neill", "O'Neill"],
  ['a hyphen inside', 'Ann-Marie', 'Ann-Marie'],
])('a cell of %s keeps its text', (_what, cell, expected) => {
  expect(csvRecord([cell])).toBe(`${expected}\r\n`);
});

test.each<[string, string, string]>([
  ['equals', '=1+1', "'=1+1"],
  ['plus', '+1', "'+1"],
  ['minus', '-1', "'-1"],
  ['at', '@SUM(A1)', "'@SUM(A1)"],
  ['a tab', '\t=1+1', "'\t=1+1"],
  ['a carriage return', '\r=1+1', `"'\r=1+1"`],
  ['a line feed', '\n=1+1', `"'\n=1+1"`],
  ['a null character', '\0=1+1', "'\0=1+1"],
  ['a full-width equals', '＝1+1', "'＝1+1"],
  ['equals, with quotes and commas', '=HYPERLINK("//x","y")', `"'=HYPERLINK(""//x"",""y"")"`],
])('a cell that begins with %s is no formula', (_what, cell, expected) => {
  expect(csvRecord([cell])).toBe(`${expected}\r\n`);
});

test('cells are parted by commas and a record ends with CR and LF', () => {
  expect(csvRecord(['a', 1, undefined, 'b'])).toBe('a,1,,b\r\n');
});

test.each([
  ['control characters', '\u0001'],
  ['quotes', '"'],
  ['three-byte letters', '山'],
])('a full page with the longest names of %s fits the answer of a function', (_what, character) => {
  const event = { id: 'event', shardCount: 4 } as Event;
  const name = character.repeat(100);
  const attendee = { firstName: name, lastName: name, email: `${'a'.repeat(242)}@example.com` };
  const booking = aBooking(event, { attendee, quantity: 97, status: 'waitlisted' });
  const items = Array.from({ length: EXPORT_PAGE_MAX_ROWS }, () => ({ booking, position: 1_000_000 }));
  const answer = bookingsCsvAnswer({ items, nextCursor: booking.id }, '/v1/events/event/bookings', {});
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(LAMBDA_ANSWER_LIMIT_BYTES);
});
