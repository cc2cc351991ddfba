import { expect, test } from '@jest/globals';
import { counted, countedThatAre } from '../../../functions/domain/model/counted.ts';

test('one is counted in the singular, everything else in the plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'booking'))).toEqual([
    '0 bookings',
    '1 booking',
    '2 bookings',
  ]);
  expect([0, 1, 2].map((count) => countedThatAre(count, 'ticket'))).toEqual([
    '0 tickets are',
    '1 ticket is',
    '2 tickets are',
  ]);
});
