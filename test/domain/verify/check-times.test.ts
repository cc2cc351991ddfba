/** `OnTime` for offers in quiet hours, on a day on which the clock is turned forward. */
import { expect, test } from '@jest/globals';
import { Times } from '../../../functions/domain/verify/check-times.ts';
import { aSoundEvent } from '../../kit/sound-event.ts';

const at = (text: string) => Date.parse(text);
const OFFERED_AT = at('2030-03-31T00:00:01Z');

/** @returns whether an offer of two hours that runs out then is on time. */
function judge(expiresAt: string): boolean | null {
  const { event, bookings } = aSoundEvent('event', {
    startsAt: '2030-06-01T18:00:00.000Z',
    timeZone: 'Europe/Berlin',
    stated: {
      salesOpenAt: '2030-01-01T00:00:00.000Z',
      salesCloseAt: '2030-05-01T00:00:00.000Z',
      maxPerBooking: 4,
    },
    waitlist: {
      enabled: true,
      policy: 'strict',
      offerTtlSeconds: 7_200,
      quietHours: { from: '02:30', to: '03:15' },
    },
  });
  const joined = { what: 'joined' as const, at: at('2030-02-01T00:00Z'), quantity: 1 };
  const offered = { what: 'offered' as const, at: OFFERED_AT, quantity: 1, promotionNumber: 1 };
  const times = new Times(event);
  times.add({
    ...bookings.first,
    status: 'offered',
    offerExpiresAt: at(expiresAt),
    history: [joined, { ...offered, expiresAt: at(expiresAt) }],
  });
  return times.finding().holds;
}

test('an offer lasts as long as stated outside the hours that a clock shows as quiet', () => {
  expect(judge('2030-03-31T02:15:01Z')).toBe(true);
});

test('an offer that an earlier version made too short on such a day is on time', () => {
  expect(judge('2030-03-31T01:45:01Z')).toBe(true);
});

test('an offer with any other end is not', () => {
  expect(judge('2030-03-31T02:15:00Z')).toBe(false);
  expect(judge('2030-03-31T01:45:00Z')).toBe(false);
});
