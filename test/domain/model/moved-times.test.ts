/** Times that move with the start of an event, by the clock at the venue. */
import { expect, test } from '@jest/globals';
import { movedWith } from '../../../functions/domain/model/moved-times.ts';

const BERLIN = 'Europe/Berlin';

test.each<[string, string, string, string | undefined, string, string]>([
  [
    'UTC without a zone',
    '2030-03-01T19:00:00Z',
    '2030-05-01T19:00:00Z',
    undefined,
    '2030-02-28T10:00:00.250Z',
    '2030-04-30T10:00:00.250Z',
  ],
  [
    'into summer time',
    '2030-03-01T19:00:00Z',
    '2030-05-01T18:00:00Z',
    BERLIN,
    '2030-02-28T09:00:00Z',
    '2030-04-30T08:00:00.000Z',
  ],
  [
    'to another hour',
    '2030-05-01T18:00:00Z',
    '2030-05-02T16:00:00Z',
    BERLIN,
    '2030-05-01T20:00:00Z',
    '2030-05-02T18:00:00.000Z',
  ],
  [
    'over the end of summer time',
    '2030-10-26T18:00:00Z',
    '2030-10-27T19:00:00Z',
    BERLIN,
    '2030-10-25T22:30:00.001Z',
    '2030-10-26T22:30:00.001Z',
  ],
  [
    'back in time',
    '2030-05-08T18:00:00Z',
    '2030-05-01T18:00:00Z',
    BERLIN,
    '1969-12-31T23:59:59.999Z',
    '1969-12-24T23:59:59.999Z',
  ],
])('a time moves %s', (_what, from, to, zone, time, moved) => {
  expect(movedWith(from, to, zone)(time)).toBe(moved);
});

test('a time that the clock skips at night moves on by as much', () => {
  const move = movedWith('2030-03-24T19:00:00Z', '2030-03-31T18:00:00Z', BERLIN);
  expect(move('2030-03-24T01:30:00Z')).toBe('2030-03-31T01:30:00.000Z');
});

test.each([
  ['after the year 9999', '9999-12-31T00:00:00Z', '9999-01-02T00:00:00Z'],
  ['before the year 1000', '1500-01-01T00:00:00Z', '1400-12-01T00:00:00Z'],
  ['after the year 999, and was before it', '2010-01-01T00:00:00Z', '0999-12-01T00:00:00Z'],
])('a time that would be %s has no value', (_what, to, time) => {
  expect(movedWith('2000-01-01T00:00:00Z', to)(time)).toBeUndefined();
});
