import { expect, test } from '@jest/globals';
import { isTimeZone } from '../../../functions/domain/model/time-zone.ts';

test.each(['Europe/Berlin', 'UTC', 'America/New_York'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['', 'Mars', '+02:00', '-05:00', '1Europe/Berlin', 'Europe/Berlin x'])(
  '"%s" is no time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
