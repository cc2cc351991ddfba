/** How many bookings of a limited waitlist certainly waited at the same time. */
import { describe, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../../../functions/domain/model/limits.ts';
import { WaitedAtOnce } from '../../../functions/domain/verify/check-room.ts';

const NOW = 10_000_000;
/** So long after its entry says so, a booking certainly waits. */
const CERTAIN_MS = WRITE_IN_FLIGHT_MS + CLOCK_SKEW_MS;
const joined = (at: number): HistoryEntry => ({ what: 'joined', at, quantity: 1 });
const left = (at: number): HistoryEntry => ({ what: 'left', at, quantity: 1, by: 'customer' });

function most(...histories: HistoryEntry[][]): number {
  const waited = new WaitedAtOnce(NOW);
  for (const history of histories)
    waited.add({ history, status: history.length === 1 ? 'waitlisted' : 'cancelled' });
  return waited.most;
}

describe('The most that waited at once', () => {
  test('are those who wait still, and those whose waiting overlapped', () => {
    expect(most()).toBe(0);
    expect(most([joined(0)], [joined(5)], [joined(9)])).toBe(3);
    expect(most([joined(0), left(100_000)], [joined(50_000), left(200_000)], [joined(90_000)])).toBe(2);
    expect(most([joined(0), left(100_000)], [joined(100_000), left(200_000)], [joined(200_000)])).toBe(1);
  });

  test('are not counted for as long as a write may be under way', () => {
    const second = (endsAfter: number) => [joined(500_000), left(500_000 + endsAfter)];
    expect(most([joined(0)], second(CERTAIN_MS + CLOCK_SKEW_MS))).toBe(2);
    expect(most([joined(0)], second(CERTAIN_MS + CLOCK_SKEW_MS - 1))).toBe(1);
    const first = [joined(0), left(500_000)];
    expect(most(first, [joined(500_000 - CERTAIN_MS - CLOCK_SKEW_MS)])).toBe(2);
    expect(most(first, [joined(500_001 - CERTAIN_MS - CLOCK_SKEW_MS)])).toBe(1);
  });

  test('are no bookings that did not wait, and none again after an offer', () => {
    expect(most([{ what: 'booked', at: 0, quantity: 1 }])).toBe(0);
    const offered = { what: 'offered', at: 20_000, quantity: 1, promotionNumber: 1, expiresAt: 1 } as const;
    const lapsed: HistoryEntry = { what: 'lapsed', at: 30_000, quantity: 1 };
    expect(most([joined(0), offered, lapsed], [joined(40_000)])).toBe(1);
  });
});
