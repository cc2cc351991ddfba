import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/answer-offer.ts';
import type { Booking } from '../../functions/domain/booking.ts';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import { changeEvent } from '../../functions/domain/change-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { CLOCK_SKEW_MS, WRITE_IN_FLIGHT_MS } from '../../functions/domain/limits.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import type { Table } from '../../functions/store/client.ts';
import {
  OFFER_HAS_NOT_RUN_OUT,
  OFFER_RAN_OUT_AS_SEEN,
  SALES_HAVE_CLOSED,
  SALES_HAVE_NOT_CLOSED,
} from '../../functions/store/conditions.ts';
import { aCast, aStage, type Cast, type Stage } from '../kit/stage.ts';
import { tableWithout } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const OFFER_TTL_SECONDS = 60;
const A_MINUTE_MS = 60_000;

/** A cast whose clock is ahead by so many ms. */
const later = (ms: number, table?: Table) =>
  aCast(({ environment }) => ({ environment: { ...environment, now: () => environment.now() + ms } }), table);

async function anOffer(cast: Cast): Promise<{ event: Event; offered: Booking; next: Booking }> {
  const event = await cast.anEvent({
    capacity: 1,
    waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: OFFER_TTL_SECONDS },
  });
  const holder = await cast.book(event);
  const offered = await cast.book(event);
  const next = await cast.book(event);
  await cast.cancel(holder);
  await cast.serve();
  expect(await statusOf(cast, event, offered)).toBe('offered');
  return { event, offered, next };
}

const statusOf = async (cast: Cast, event: Event, { id }: Booking) =>
  (await cast.picture(event)).bookings.find((booking) => booking.id === id)?.status;

const organizerOf = ({ organizerId }: Event) => ({ userId: organizerId, role: 'organizer' as const });

const accept = (cast: Cast, booking: Booking) =>
  answerOffer(
    {
      eventId: booking.eventId,
      bookingId: booking.id,
      actor: { userId: booking.customerId, role: 'attendee' },
      answer: 'accept',
    },
    cast.ports,
  );

/** Decides by a clock that is behind and writes by the true one: what only the condition can stop. */
const acceptWithASlowClock = async (table?: Table) => {
  const { event, offered } = await anOffer(aCast());
  const slow = aCast(({ environment, bookings }) => {
    const ahead = environment.now() + OFFER_TTL_SECONDS * 1_000 + 1;
    return {
      bookings: {
        ...bookings,
        change: (e, before, after, when) => bookings.change(e, before, after, { ...when, now: ahead }),
      },
      environment: { ...environment, sleep: async () => undefined },
    };
  }, table);
  const outcome = await accept(slow, offered).catch((error: { code: string }) => error.code);
  return { outcome, status: await statusOf(aCast(), event, offered) };
};

describe('OnTime', () => {
  test('an offer that has run out cannot be accepted, before any clean-up', async () => {
    const { event, offered } = await anOffer(aCast());
    await expect(accept(later(A_MINUTE_MS), offered)).rejects.toMatchObject({ code: 'offer-expired' });
    expect(await statusOf(aCast(), event, offered)).toBe('offered');
  });

  test('an offer is accepted up to its last moment', async () => {
    const { offered } = await anOffer(aCast());
    expect((await accept(later(A_MINUTE_MS - 5_000), offered)).status).toBe('confirmed');
  });

  test('the sweep passes an offer on once it has run out, and not before', async () => {
    const cast = aCast();
    const { event, offered, next } = await anOffer(cast);
    await cast.sweep();
    await cast.serve();
    expect(await statusOf(cast, event, offered)).toBe('offered');
    const after = later(A_MINUTE_MS);
    expect(await after.sweep()).toBeGreaterThan(0);
    await after.serve();
    expect(await statusOf(cast, event, offered)).toBe('cancelled');
    expect(await statusOf(cast, event, next)).toBe('offered');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('an offer that was accepted while it was expiring stays accepted', async () => {
    const cast = aCast();
    const { event, offered } = await anOffer(cast);
    const clerk = later(A_MINUTE_MS);
    const { applyTurn } = clerk.ports.line;
    clerk.ports.line.applyTurn = async (...turn) => {
      await accept(cast, offered);
      return applyTurn(...turn);
    };
    await promoteWaitlist(event.id, [offered.id], clerk.ports);
    expect(await statusOf(cast, event, offered)).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition an accepted offer is taken back', async () => {
    const cast = aCast();
    const { event, offered } = await anOffer(cast);
    const clerk = later(A_MINUTE_MS, tableWithout(OFFER_RAN_OUT_AS_SEEN));
    const { applyTurn } = clerk.ports.line;
    clerk.ports.line.applyTurn = async (...turn) => {
      await accept(cast, offered);
      return applyTurn(...turn);
    };
    await promoteWaitlist(event.id, [offered.id], clerk.ports);
    expect(await statusOf(cast, event, offered)).toBe('cancelled');
  });

  test('the clock of the write decides about accepting', async () => {
    expect(await acceptWithASlowClock()).toEqual({ outcome: 'busy', status: 'offered' });
  });

  test('a negative control: without the condition an offer is accepted after its time', async () => {
    expect((await acceptWithASlowClock(tableWithout(OFFER_HAS_NOT_RUN_OUT))).status).toBe('confirmed');
  });

  /** Sales close between the clerk's look at the clock and its write. */
  const promoteAtTheClose = async (table?: Table) => {
    const cast = aCast();
    const event = await cast.anEvent({
      capacity: 1,
      salesCloseAt: new Date(Date.now() + A_MINUTE_MS).toISOString(),
    });
    const holder = await cast.book(event);
    const waiter = await cast.book(event);
    await cast.cancel(holder);
    const clerk = aCast(({ line, environment }) => {
      let now = environment.now();
      return {
        environment: {
          ...environment,
          now: () => now,
          sleep: async (ms) => {
            now += ms;
          },
        },
        line: {
          ...line,
          applyTurn: (e, state, turn, when) =>
            line.applyTurn(e, state, turn, { ...when, now: now + A_MINUTE_MS }),
        },
      };
    }, table);
    await promoteWaitlist(event.id, [holder.id], clerk.ports).catch(() => undefined);
    return statusOf(cast, event, waiter);
  };

  test('nobody is promoted once sales have closed', async () => {
    expect(await promoteAtTheClose()).toBe('waitlisted');
  });

  test('a negative control: without the condition they are', async () => {
    expect(await promoteAtTheClose(tableWithout(SALES_HAVE_NOT_CLOSED))).toBe('confirmed');
  });

  test('an offer never outlives the sale', async () => {
    const cast = aCast();
    const salesCloseAt = new Date(Date.now() + 30_000).toISOString();
    const event = await cast.anEvent({
      capacity: 1,
      salesCloseAt,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 },
    });
    const holder = await cast.book(event);
    const waiter = await cast.book(event);
    await cast.cancel(holder);
    await cast.serve();
    const { bookings } = await cast.picture(event);
    expect(bookings.find(({ id }) => id === waiter.id)?.offerExpiresAt).toBe(Date.parse(salesCloseAt));
  });

  /** Each ends the sale after the offer was made. */
  const endings: [string, (cast: Cast, event: Event) => Promise<unknown>, string][] = [
    [
      'its sale was closed early',
      (cast, event) => {
        const change = { salesCloseAt: new Date(Date.now() - 1).toISOString() };
        return changeEvent({ eventId: event.id, actor: organizerOf(event), change }, cast.ports);
      },
      'offer-expired',
    ],
    [
      'its event was cancelled',
      (cast, event) => cancelEvent({ eventId: event.id, actor: organizerOf(event) }, cast.ports),
      'event-cancelled',
    ],
  ];

  /** By a process that remembers the event from before its sale ended, and whose clock is ahead by so many ms. */
  const acceptFromMemory = async (
    end: (cast: Cast, event: Event) => Promise<unknown>,
    table?: Table,
    aheadMs = 0,
  ) => {
    const cast = aCast();
    const { event, offered } = await anOffer(cast);
    const warm = aCast(({ environment, events }) => {
      const ahead = { ...environment, now: () => environment.now() + aheadMs };
      return { environment: ahead, memory: new EventMemory(events, { ...environment, now: () => 0 }) };
    }, table);
    await warm.ports.memory.facts(event.id);
    await end(cast, event);
    const outcome = await accept(warm, offered).then(
      ({ status }) => status,
      (error: { code: string }) => error.code,
    );
    return { outcome, event, offered };
  };

  test.each(endings)('an offer is refused once %s', async (_, end, code) => {
    const cast = aCast();
    const { event, offered } = await anOffer(cast);
    await end(cast, event);
    await expect(accept(aCast(), offered)).rejects.toMatchObject({ code });
    expect(await statusOf(cast, event, offered)).toBe('offered');
  });

  test.each(endings)(
    'an offer is refused once %s, also where that is not known yet',
    async (_, end, code) => {
      const { outcome, event, offered } = await acceptFromMemory(end);
      expect(outcome).toBe(code);
      expect(await statusOf(aCast(), event, offered)).toBe('offered');
    },
  );

  test.each(endings)('a negative control: without the condition it is accepted once %s', async (_, end) => {
    const { outcome, event, offered } = await acceptFromMemory(end, tableWithout(SALES_HAVE_NOT_CLOSED));
    expect(outcome).toBe('confirmed');
    expect(await statusOf(aCast(), event, offered)).toBe('confirmed');
  });

  test('an audit finds an offer that was accepted long after the event was cancelled', async () => {
    const [, [, cancel]] = endings as [(typeof endings)[0], (typeof endings)[0]];
    const longAfterMs = WRITE_IN_FLIGHT_MS + 2 * CLOCK_SKEW_MS;
    const table = tableWithout(SALES_HAVE_NOT_CLOSED);
    const { event, offered } = await acceptFromMemory(cancel, table, longAfterMs);
    const broken = await aCast().broken(event);
    expect(broken.find(({ guarantee }) => guarantee === 'OnTime')?.offenders).toEqual([offered.id]);
  });

  /** A clerk that takes sales for closed by its clock, and writes by the true one. */
  const endEarly = async (table?: Table) => {
    const cast = aCast();
    const event = await cast.anEvent({
      capacity: 1,
      salesCloseAt: new Date(Date.now() + A_MINUTE_MS).toISOString(),
    });
    await cast.book(event);
    const waiter = await cast.book(event);
    const clerk = aCast(({ environment, line }) => {
      let aheadMs = 2 * A_MINUTE_MS;
      return {
        environment: {
          ...environment,
          now: () => environment.now() + aheadMs,
          sleep: async (ms) => {
            aheadMs += ms;
          },
        },
        line: {
          ...line,
          endBookings: (e, state, ended, when) =>
            line.endBookings(e, state, ended, { ...when, afterSales: { now: environment.now() } }),
        },
      };
    }, table);
    const served = promoteWaitlist(event.id, [], clerk.ports);
    const outcome = await served.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
    return { outcome, status: await statusOf(cast, event, waiter) };
  };

  test('a place in the line does not end before sales have closed', async () => {
    expect(await endEarly()).toEqual({ outcome: 'busy', status: 'waitlisted' });
  });

  test('a negative control: without the condition it does', async () => {
    expect(await endEarly(tableWithout(SALES_HAVE_CLOSED))).toEqual({ outcome: 'done', status: 'cancelled' });
  });
});
