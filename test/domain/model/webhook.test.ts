/** The rules of webhooks: which there are, which is next, and when it is tried again. */
import { describe, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { derivedId } from '../../../functions/domain/model/derived-id.ts';
import { WEBHOOK_RETRY_PAUSES_MS } from '../../../functions/domain/model/limits.ts';
import {
  EMPTY_DELIVERY_LOG,
  nextWebhook,
  pauseAfterFailure,
  type Webhook,
  webhookIdFor,
  webhooksOfBooking,
  webhooksOfEvent,
} from '../../../functions/domain/model/webhook.ts';

const HISTORY: HistoryEntry[] = [
  { what: 'booked', at: 10, quantity: 2 },
  { what: 'checked-in', at: 20, ticket: 1, by: 'o', scanId: 's' },
  { what: 'cancelled', at: 30, quantity: 1, by: 'c' },
];
const ALL: Webhook[] = [
  { type: 'booking.booked', entry: 0, at: 10 },
  { type: 'booking.checked-in', entry: 1, at: 20 },
  { type: 'booking.cancelled', entry: 2, at: 30 },
];

describe('The webhooks of a booking', () => {
  test('are one for each entry of its history', () => {
    expect(webhooksOfBooking({ status: 'confirmed', history: HISTORY })).toEqual(ALL);
  });

  test('are none as long as it may be removed again, and only then', () => {
    const [, ...rest] = HISTORY;
    const joined = { what: 'joined' as const, at: 10, quantity: 2 };
    const leaving = { ...joined, leavesUnserved: true as const };
    const count = (status: 'waitlisted' | 'confirmed', history: HistoryEntry[]) =>
      webhooksOfBooking({ status, history }).length;
    expect(count('waitlisted', [leaving])).toBe(0);
    expect(count('waitlisted', [joined])).toBe(1);
    expect(count('confirmed', [leaving, ...rest])).toBe(3);
  });
});

describe('The webhooks of an event', () => {
  const cancelledAt = '2030-01-01T00:00:00.000Z';

  test('are its last change and its cancellation, by their revisions', () => {
    expect(webhooksOfEvent({ revision: 7 })).toEqual([]);
    const changed = { toldChange: { revision: 3, at: 50 }, revision: 7 };
    expect(webhooksOfEvent(changed)).toEqual([{ type: 'event.changed', entry: 3, at: 50 }]);
    expect(webhooksOfEvent({ ...changed, cancelledAt })).toEqual([
      { type: 'event.changed', entry: 3, at: 50 },
      { type: 'event.cancelled', entry: 7, at: Date.parse(cancelledAt) },
    ]);
  });
});

describe('The next webhook', () => {
  const next = (log: object, deliversFrom = 0) =>
    nextWebhook(ALL, { ...EMPTY_DELIVERY_LOG, ...log }, deliversFrom)?.entry;

  test('is the first that is not settled', () => {
    expect([0, 1, 2, 3].map((handledEntries) => next({ handledEntries }))).toEqual([0, 1, 2, undefined]);
  });

  test('happened when the endpoint was there, at that instant or later', () => {
    expect([10, 11, 20, 30, 31].map((deliversFrom) => next({}, deliversFrom))).toEqual([
      0,
      1,
      1,
      2,
      undefined,
    ]);
  });

  test('may be older if it is replayed, but is not before the range of the replay', () => {
    const replayed = { replayedFrom: 1, replayedUpTo: 2 };
    expect(next(replayed, 100)).toBe(1);
    expect(next({ ...replayed, handledEntries: 2 }, 100)).toBeUndefined();
    expect(next({ replayedFrom: 2, replayedUpTo: 3 }, 100)).toBe(2);
    expect(next({ replayedFrom: 3, replayedUpTo: 3 }, 100)).toBeUndefined();
    expect(next(replayed, 30)).toBe(1);
    expect(next({ ...replayed, handledEntries: 2 }, 30)).toBe(2);
  });
});

describe('The id of a webhook', () => {
  const [first, second] = ALL as [Webhook, Webhook];

  test('is the same for each attempt, and another for each endpoint, subject, type and entry', () => {
    const ids = [
      webhookIdFor('w', 'e', { bookingId: 'b' }, first),
      webhookIdFor('x', 'e', { bookingId: 'b' }, first),
      webhookIdFor('w', 'f', { bookingId: 'b' }, first),
      webhookIdFor('w', 'e', { bookingId: 'c' }, first),
      webhookIdFor('w', 'e', 'event', first),
      webhookIdFor('w', 'e', { bookingId: 'b' }, second),
      webhookIdFor('w', 'e', { bookingId: 'b' }, { ...first, entry: 9 }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(webhookIdFor('w', 'e', { bookingId: 'b' }, { ...first, at: 99 })).toBe(ids[0]);
    expect(ids[4]).toBe(`msg_${derivedId('webhook', 'w', 'e', 'event', first.type, '0')}`);
    for (const id of ids) expect(id).toMatch(/^msg_[\w-]{22}$/);
  });
});

describe('The pause after a failed attempt', () => {
  test('follows the schedule, up to a tenth longer, and there is none after the last attempt', () => {
    for (const [failures, pause] of WEBHOOK_RETRY_PAUSES_MS.entries()) {
      expect(pauseAfterFailure(failures, 0)).toBe(pause);
      expect(pauseAfterFailure(failures, 1)).toBe(Math.ceil(pause * 1.1));
    }
    expect(pauseAfterFailure(WEBHOOK_RETRY_PAUSES_MS.length, 0)).toBeUndefined();
    const sum = WEBHOOK_RETRY_PAUSES_MS.reduce((total, pause) => total + pause, 0);
    expect(sum / 3_600_000).toBeCloseTo(23.58, 1);
  });

  test('is as long as the receiver asks for, if that is longer', () => {
    expect(pauseAfterFailure(0, 0, 60_000)).toBe(60_000);
    expect(pauseAfterFailure(1, 0, 60_000)).toBe(300_000);
    expect(pauseAfterFailure(7, 0, 60_000)).toBeUndefined();
  });
});
