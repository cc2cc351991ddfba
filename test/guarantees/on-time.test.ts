/**
 * `OnTime`: no promotion and no acceptance after sales close, and no acceptance after `offerExpiresAt`. The
 * conditions of the writes decide by the clock; the negative controls remove them.
 */
import { describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/bookings/answer-offer.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../../functions/domain/model/limits.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { OFFER_HAS_NOT_RUN_OUT, OFFER_RAN_OUT_AS_SEEN } from '../../functions/store/items/booking.ts';
import { SALES_HAVE_CLOSED, SALES_HAVE_NOT_CLOSED } from '../../functions/store/items/copied-terms.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const OFFER_TTL_SECONDS = 60;
const A_MINUTE_MS = 60_000;

/** A process whose clock is ahead by so many ms. */
const later = (ms: number, table?: Table) =>
  aBoxoffice(({ runtime }) => ({ runtime: { ...runtime, now: () => runtime.now() + ms } }), table);

async function anOffer(boxoffice: Boxoffice): Promise<{ event: Event; offered: Booking; next: Booking }> {
  const event = await boxoffice.anEvent({
    capacity: 1,
    waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: OFFER_TTL_SECONDS },
  });
  const holder = await boxoffice.book(event);
  const offered = await boxoffice.book(event);
  const next = await boxoffice.book(event);
  await boxoffice.cancel(holder);
  await boxoffice.serve();
  expect(await statusOf(boxoffice, event, offered)).toBe('offered');
  return { event, offered, next };
}

const statusOf = async (boxoffice: Boxoffice, event: Event, { id }: Booking) =>
  (await boxoffice.snapshot(event)).bookings.find((booking) => booking.id === id)?.status;

const organizerOf = ({ organizerId }: Event) => ({ userId: organizerId, role: 'organizer' as const });

const accept = (boxoffice: Boxoffice, booking: Booking) =>
  answerOffer(
    {
      eventId: booking.eventId,
      bookingId: booking.id,
      actor: { userId: booking.customerId, role: 'attendee' },
      answer: 'accept',
    },
    boxoffice.ports,
  );

/**
 * Accepts an offer by a clock that is behind, and writes by the true one, so that only the condition can
 * reject it.
 */
const acceptWithASlowClock = async (table?: Table) => {
  const { event, offered } = await anOffer(aBoxoffice());
  const slow = aBoxoffice(({ runtime, bookings }) => {
    const ahead = runtime.now() + OFFER_TTL_SECONDS * 1_000 + 1;
    return {
      bookings: {
        ...bookings,
        change: (e, before, after, when) => bookings.change(e, before, after, { ...when, now: ahead }),
      },
      runtime: { ...runtime, sleep: async () => undefined },
    };
  }, table);
  const outcome = await accept(slow, offered).catch((error: { code: string }) => error.code);
  return { outcome, status: await statusOf(aBoxoffice(), event, offered) };
};

describe('OnTime', () => {
  test('an expired offer cannot be accepted, also before the sweep has collected it', async () => {
    const { event, offered } = await anOffer(aBoxoffice());
    await expect(accept(later(A_MINUTE_MS), offered)).rejects.toMatchObject({ code: 'offer-expired' });
    expect(await statusOf(aBoxoffice(), event, offered)).toBe('offered');
  });

  test('an offer can be accepted until shortly before it expires', async () => {
    const { offered } = await anOffer(aBoxoffice());
    expect((await accept(later(A_MINUTE_MS - 5_000), offered)).status).toBe('confirmed');
  });

  test('the tickets of an offer are offered to the next waiter once it has expired, and not before', async () => {
    const boxoffice = aBoxoffice();
    const { event, offered, next } = await anOffer(boxoffice);
    await boxoffice.sweep();
    await boxoffice.serve();
    expect(await statusOf(boxoffice, event, offered)).toBe('offered');
    const after = later(A_MINUTE_MS);
    expect(await after.sweep()).toBeGreaterThan(0);
    await after.serve();
    expect(await statusOf(boxoffice, event, offered)).toBe('cancelled');
    expect(await statusOf(boxoffice, event, next)).toBe('offered');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('an offer that is accepted while the clerk collects it stays accepted', async () => {
    const boxoffice = aBoxoffice();
    const { event, offered } = await anOffer(boxoffice);
    const clerk = later(A_MINUTE_MS);
    const { writeBatch } = clerk.ports.waitlist;
    clerk.ports.waitlist.writeBatch = async (...batch) => {
      await accept(boxoffice, offered);
      return writeBatch(...batch);
    };
    await promoteWaitlist(event.id, [offered.id], clerk.ports);
    expect(await statusOf(boxoffice, event, offered)).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition an accepted offer is taken back', async () => {
    const boxoffice = aBoxoffice();
    const { event, offered } = await anOffer(boxoffice);
    const clerk = later(A_MINUTE_MS, tableWithout(OFFER_RAN_OUT_AS_SEEN));
    const { writeBatch } = clerk.ports.waitlist;
    clerk.ports.waitlist.writeBatch = async (...batch) => {
      await accept(boxoffice, offered);
      return writeBatch(...batch);
    };
    await promoteWaitlist(event.id, [offered.id], clerk.ports);
    expect(await statusOf(boxoffice, event, offered)).toBe('cancelled');
  });

  test('the clock at the write decides whether an offer can be accepted', async () => {
    expect(await acceptWithASlowClock()).toEqual({ outcome: 'busy', status: 'offered' });
  });

  test('a negative control: without the condition an offer is accepted after it has expired', async () => {
    expect((await acceptWithASlowClock(tableWithout(OFFER_HAS_NOT_RUN_OUT))).status).toBe('confirmed');
  });

  /** Sales close after the clerk has read the clock and before it writes. */
  const promoteAtTheClose = async (table?: Table) => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({
      capacity: 1,
      salesCloseAt: new Date(Date.now() + A_MINUTE_MS).toISOString(),
    });
    const holder = await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    await boxoffice.cancel(holder);
    const clerk = aBoxoffice(({ waitlist, runtime }) => {
      let now = runtime.now();
      return {
        runtime: {
          ...runtime,
          now: () => now,
          sleep: async (ms) => {
            now += ms;
          },
        },
        waitlist: {
          ...waitlist,
          writeBatch: (e, state, batch, when) =>
            waitlist.writeBatch(e, state, batch, { ...when, now: now + A_MINUTE_MS }),
        },
      };
    }, table);
    await promoteWaitlist(event.id, [holder.id], clerk.ports).catch(() => undefined);
    return statusOf(boxoffice, event, waiter);
  };

  test('nobody is promoted once sales have closed', async () => {
    expect(await promoteAtTheClose()).toBe('waitlisted');
  });

  test('a negative control: without the condition a waiter is promoted after sales have closed', async () => {
    expect(await promoteAtTheClose(tableWithout(SALES_HAVE_NOT_CLOSED))).toBe('confirmed');
  });

  test('an offer expires no later than sales close', async () => {
    const boxoffice = aBoxoffice();
    const salesCloseAt = new Date(Date.now() + 30_000).toISOString();
    const event = await boxoffice.anEvent({
      capacity: 1,
      salesCloseAt,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 },
    });
    const holder = await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    const { bookings } = await boxoffice.snapshot(event);
    expect(bookings.find(({ id }) => id === waiter.id)?.offerExpiresAt).toBe(Date.parse(salesCloseAt));
  });

  /** Ways to end the sale after an offer was made, with the code of the refusal. */
  const endings: [string, (boxoffice: Boxoffice, event: Event) => Promise<unknown>, string][] = [
    [
      'its sale was closed early',
      (boxoffice, event) => {
        const change = { salesCloseAt: new Date(Date.now() - 1).toISOString() };
        return changeEvent({ eventId: event.id, actor: organizerOf(event), change }, boxoffice.ports);
      },
      'offer-expired',
    ],
    [
      'its event was cancelled',
      (boxoffice, event) =>
        cancelEvent({ eventId: event.id, actor: organizerOf(event), ...NO_MAIL }, boxoffice.ports),
      'event-cancelled',
    ],
  ];

  /**
   * Accepts by a process that has the event from before its sale ended in its cache; its clock is ahead by
   * `aheadMs`.
   */
  const acceptFromCache = async (
    end: (boxoffice: Boxoffice, event: Event) => Promise<unknown>,
    table?: Table,
    aheadMs = 0,
  ) => {
    const boxoffice = aBoxoffice();
    const { event, offered } = await anOffer(boxoffice);
    const warm = aBoxoffice(({ runtime, events }) => {
      const ahead = { ...runtime, now: () => runtime.now() + aheadMs };
      return { runtime: ahead, cache: new EventCache(events, { ...runtime, now: () => 0 }) };
    }, table);
    await warm.ports.cache.get(event.id);
    await end(boxoffice, event);
    const outcome = await accept(warm, offered).then(
      ({ status }) => status,
      (error: { code: string }) => error.code,
    );
    return { outcome, event, offered };
  };

  test.each(endings)('an offer is refused once %s', async (_, end, code) => {
    const boxoffice = aBoxoffice();
    const { event, offered } = await anOffer(boxoffice);
    await end(boxoffice, event);
    await expect(accept(aBoxoffice(), offered)).rejects.toMatchObject({ code });
    expect(await statusOf(boxoffice, event, offered)).toBe('offered');
  });

  test.each(endings)(
    'an offer is refused once %s, also by a process with the earlier event in its cache',
    async (_, end, code) => {
      const { outcome, event, offered } = await acceptFromCache(end);
      expect(outcome).toBe(code);
      expect(await statusOf(aBoxoffice(), event, offered)).toBe('offered');
    },
  );

  test.each(endings)(
    'a negative control: without the condition an offer is accepted once %s',
    async (_, end) => {
      const { outcome, event, offered } = await acceptFromCache(end, tableWithout(SALES_HAVE_NOT_CLOSED));
      expect(outcome).toBe('confirmed');
      expect(await statusOf(aBoxoffice(), event, offered)).toBe('confirmed');
    },
  );

  test('an audit finds an offer that was accepted long after the event was cancelled', async () => {
    const [, [, cancel]] = endings as [(typeof endings)[0], (typeof endings)[0]];
    const longAfterMs = WRITE_IN_FLIGHT_MS + 2 * CLOCK_SKEW_MS;
    const table = tableWithout(SALES_HAVE_NOT_CLOSED);
    const { event, offered } = await acceptFromCache(cancel, table, longAfterMs);
    const broken = await aBoxoffice().broken(event);
    expect(broken.find(({ guarantee }) => guarantee === 'OnTime')?.offenders).toEqual([offered.id]);
  });

  /** A clerk whose clock is ahead, so that it takes sales for closed, and that writes by the true clock. */
  const endEarly = async (table?: Table) => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({
      capacity: 1,
      salesCloseAt: new Date(Date.now() + A_MINUTE_MS).toISOString(),
    });
    await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    const clerk = aBoxoffice(({ runtime, waitlist }) => {
      let aheadMs = 2 * A_MINUTE_MS;
      return {
        runtime: {
          ...runtime,
          now: () => runtime.now() + aheadMs,
          sleep: async (ms) => {
            aheadMs += ms;
          },
        },
        waitlist: {
          ...waitlist,
          endBookings: (e, state, ended, when) =>
            waitlist.endBookings(e, state, ended, { ...when, afterSales: { now: runtime.now() } }),
        },
      };
    }, table);
    const served = promoteWaitlist(event.id, [], clerk.ports);
    const outcome = await served.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
    return { outcome, status: await statusOf(boxoffice, event, waiter) };
  };

  test('the wait of an entry does not end before sales have closed', async () => {
    expect(await endEarly()).toEqual({ outcome: 'busy', status: 'waitlisted' });
  });

  test('a negative control: without the condition the wait of an entry ends too early', async () => {
    expect(await endEarly(tableWithout(SALES_HAVE_CLOSED))).toEqual({ outcome: 'done', status: 'cancelled' });
  });
});
