/**
 * Offers that nobody answers, where the event lets bookings wait again: the first keeps the place, the second moves it to the
 * end, the third ends the booking. The clock alone decides that an offer is void, whenever the clerk updates the booking.
 */
import { describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/bookings/answer-offer.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import { type Booking, requestedAt } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { atItsPlace } from '../../functions/domain/model/lapsed-offer.ts';
import { TRANSACTION_LIMIT_ACTIONS } from '../../functions/domain/model/limits.ts';
import { SALES_HAVE_NOT_CLOSED } from '../../functions/store/items/copied-terms.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const A_MINUTE_MS = 60_000;
const WAIT_AGAIN = {
  enabled: true,
  policy: 'strict',
  offerTtlSeconds: 60,
  lapsedOffer: 'wait-again',
} as const;

/** A process whose clock is ahead by so many minutes. */
const inMinutes = (minutes: number, table?: Table) => {
  const ms = minutes * A_MINUTE_MS;
  return aBoxoffice(({ runtime }) => ({ runtime: { ...runtime, now: () => runtime.now() + ms } }), table);
};

/** A process whose clock stands still so many minutes ahead, so that everything that it writes happens at once. */
const atMinute = (minutes: number) => {
  const then = Date.now() + minutes * A_MINUTE_MS;
  return aBoxoffice(({ runtime }) => ({ runtime: { ...runtime, now: () => then } }));
};

/** Lets the sweep find what is due then, and the clerk do it. No request comes. */
async function sweepAfter(minutes: number, table?: Table): Promise<Boxoffice> {
  const boxoffice = inMinutes(minutes, table);
  await boxoffice.sweep();
  await boxoffice.serve();
  return boxoffice;
}

const answer = (boxoffice: Boxoffice, { eventId, id, customerId }: Booking, verb: 'accept' | 'decline') =>
  answerOffer(
    { eventId, bookingId: id, actor: { userId: customerId, role: 'attendee' }, answer: verb },
    boxoffice.ports,
  );

async function stored({ id, eventId }: Booking): Promise<Booking> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.ports.cache.get(eventId);
  const found = await boxoffice.ports.bookings.read(event, id);
  if (found === undefined) throw new Error('The booking is gone.');
  return found;
}

const statusesOf = async (bookings: Booking[]) =>
  (await Promise.all(bookings.map(stored))).map(({ status }) => status);

const kindsOf = ({ history }: Booking) =>
  history.map(({ what }) => what).filter((what) => what !== 'handed-on');

/** A sold-out event whose tickets were given back, so that its first waiters have offers of one ticket each. */
async function offers(waiting: number, fields: Partial<CreateEvent> = {}) {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 1, waitlist: WAIT_AGAIN, ...fields });
  const holder = await boxoffice.book(event, { quantity: event.capacity });
  const waiters: Booking[] = [];
  for (let n = 0; n < waiting; n += 1) waiters.push(await boxoffice.book(event));
  await boxoffice.cancel(holder);
  await boxoffice.serve();
  return { event, waiters };
}

const organizerOf = ({ organizerId }: Event) => ({ userId: organizerId, role: 'organizer' as const });

describe('An offer that nobody answers', () => {
  test('keeps the place, then moves to the end, and then ends the booking, by the sweep alone', async () => {
    const { event, waiters } = await offers(3);
    const [sleeper, next] = waiters as [Booking, Booking];
    expect(await statusesOf(waiters)).toEqual(['offered', 'waitlisted', 'waitlisted']);

    await sweepAfter(1.1);
    expect(await statusesOf(waiters)).toEqual(['offered', 'waitlisted', 'waitlisted']);
    expect(kindsOf(await stored(sleeper))).toEqual(['joined', 'offered', 'lapsed', 'offered']);

    const second = await sweepAfter(2.2);
    expect(await statusesOf(waiters)).toEqual(['waitlisted', 'offered', 'waitlisted']);
    const moved = await stored(sleeper);
    expect(await second.positionOf(event, moved)).toBe(2);
    expect(requestedAt(moved)).toBe(sleeper.arrival);
    expect(await second.broken(event)).toEqual([]);

    await answer(second, next, 'decline');
    await second.serve();
    await answer(second, await stored(waiters[2] as Booking), 'decline');
    await second.serve();
    expect(await statusesOf(waiters)).toEqual(['offered', 'cancelled', 'cancelled']);

    const third = await sweepAfter(3.3);
    expect(await statusesOf(waiters)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(kindsOf(await stored(sleeper)).slice(-3)).toEqual(['lapsed', 'offered', 'expired']);
    const { waitlist } = await third.snapshot(event);
    expect(waitlist).toMatchObject({ unassigned: 1, promotions: 5, served: 3 });
    expect(await third.broken(event)).toEqual([]);
  });

  test('is void by the clock before the clerk knows: no answer, the place that it gets, and a way to leave', async () => {
    const { event, waiters } = await offers(2);
    const [sleeper, next] = waiters as [Booking, Booking];
    const late = inMinutes(1.1);
    for (const verb of ['accept', 'decline'] as const)
      await expect(answer(late, sleeper, verb)).rejects.toMatchObject({ code: 'offer-expired' });
    expect(await late.positionOf(event, await stored(sleeper))).toBe(1);

    await sweepAfter(1.1);
    const later = inMinutes(2.2);
    const moving = atItsPlace(await stored(sleeper), later.ports.runtime.now());
    expect(await later.positionOf(event, moving)).toBe(2);
    await later.cancel(sleeper);
    await later.serve();
    expect(await statusesOf([sleeper, next])).toEqual(['cancelled', 'offered']);
    expect(await later.broken(event)).toEqual([]);
  });

  test('is answered 410 after the clerk let the booking wait again, and a later offer can be accepted', async () => {
    const { event, waiters } = await offers(2);
    const [sleeper] = waiters as [Booking];
    await sweepAfter(1.1);
    const second = await sweepAfter(2.2);
    await expect(answer(second, sleeper, 'accept')).rejects.toMatchObject({ code: 'offer-expired' });
    await answer(second, waiters[1] as Booking, 'decline');
    await second.serve();
    await answer(second, sleeper, 'accept');
    expect(await statusesOf(waiters)).toEqual(['confirmed', 'cancelled']);
    await expect(answer(second, sleeper, 'decline')).rejects.toMatchObject({ code: 'not-offered' });
    expect(await second.broken(event)).toEqual([]);
  });

  test('ends the booking if it was made before the event let bookings wait again, and the other way round', async () => {
    const { lapsedOffer: _none, ...plain } = WAIT_AGAIN;
    for (const [waitlist, change, statuses] of [
      [plain, 'wait-again', ['cancelled', 'offered']],
      [WAIT_AGAIN, 'end', ['offered', 'waitlisted']],
    ] as const) {
      const { event, waiters } = await offers(2, { waitlist });
      await changeEvent(
        { eventId: event.id, actor: organizerOf(event), change: { waitlist: { lapsedOffer: change } } },
        aBoxoffice().ports,
      );
      await sweepAfter(1.1);
      expect(await statusesOf(waiters)).toEqual(statuses);
      const { history } = await stored(waiters[0] as Booking);
      expect(history.at(-1)).not.toHaveProperty('ifUnanswered');
    }
  });
});

describe('Bookings that move to the end at the same time', () => {
  test('keep their order, more than fit one transaction, in a waitlist with a limit', async () => {
    const sleepers = Math.ceil(TRANSACTION_LIMIT_ACTIONS / 2) + 5;
    const { event, waiters } = await offers(sleepers + 1, {
      capacity: sleepers,
      maxPerBooking: sleepers,
      waitlist: { ...WAIT_AGAIN, limit: sleepers + 1 },
    });
    const newcomers: Booking[] = [];
    // A crowd at once may be told that the service is busy.
    while (newcomers.length < sleepers) newcomers.push(await aBoxoffice().book(event));
    await sweepAfter(1.1);
    const second = atMinute(2.2);
    await second.sweep();
    await second.serve();
    const { entries, waitlist, bookings } = await second.snapshot(event);
    const ids = (some: Booking[]) => some.map(({ id }) => id);
    const offered = new Set(ids(bookings.filter(({ status }) => status === 'offered')));
    expect(ids([...waiters.slice(-1), ...newcomers]).filter((id) => offered.has(id))).toHaveLength(sleepers);
    expect(entries.map(({ bookingId }) => bookingId).slice(-sleepers)).toEqual(ids(waiters.slice(0, -1)));
    expect(waitlist).toMatchObject({ unassignedRoom: sleepers + 1 - entries.length, shardsFull: true });
    expect(entries).toHaveLength(sleepers + 1);
    await expect(second.book(event)).rejects.toMatchObject({ code: 'waitlist-full' });
    expect(await second.broken(event)).toEqual([]);
  });
});

describe('The limits of a customer', () => {
  test('count an offer that lets its booking wait again, so that no lapse breaks them', async () => {
    const { event, waiters } = await offers(1, { waitlist: { ...WAIT_AGAIN, limitPerCustomer: 1 } });
    const { customerId } = waiters[0] as Booking;
    await expect(aBoxoffice().book(event, { customerId })).rejects.toMatchObject({ code: 'already-waiting' });
    const full = await offers(1, { maxPerBooking: 1, maxPerCustomer: 1 });
    const [sleeper] = full.waiters as [Booking];
    const again = inMinutes(1.1).book(full.event, { customerId: sleeper.customerId });
    await expect(again).rejects.toMatchObject({ code: 'customer-limit-reached' });
  });

  test('do not count an offer that ended its booking', async () => {
    const { lapsedOffer: _none, ...waitlist } = WAIT_AGAIN;
    const { event, waiters } = await offers(1, { waitlist, maxPerBooking: 1, maxPerCustomer: 1 });
    const { customerId } = waiters[0] as Booking;
    expect((await inMinutes(1.1).book(event, { customerId })).status).not.toBe('cancelled');
  });
});

describe('After sales have closed', () => {
  const closing = () => ({ salesCloseAt: new Date(Date.now() + 1.5 * A_MINUTE_MS).toISOString() });

  test('nobody waits again: what the clerk finds then ends, and an offer until the close says so', async () => {
    const { event, waiters } = await offers(1, closing());
    const end = await sweepAfter(1.6);
    expect((await stored(waiters[0] as Booking)).history.at(-2)).toMatchObject({
      what: 'expired',
      because: 'sales-closed',
    });
    expect(await end.broken(event)).toEqual([]);

    const other = await offers(1, closing());
    await sweepAfter(1.1);
    const { history } = await stored(other.waiters[0] as Booking);
    expect(history.at(-1)).toMatchObject({
      what: 'offered',
      expiresAt: Date.parse(other.event.salesCloseAt),
    });
    expect(history.at(-1)).not.toHaveProperty('ifUnanswered');
  });

  /** Sales close after the clerk has read the clock and before it writes. */
  const lapseAtTheClose = async (table?: Table) => {
    const { waiters } = await offers(1, closing());
    const clerk = inMinutes(1.1, table);
    const { writeBatch } = clerk.ports.waitlist;
    clerk.ports.waitlist.writeBatch = (event, waitlist, batch, when) =>
      writeBatch(event, waitlist, batch, { ...when, now: when.now + A_MINUTE_MS });
    clerk.ports.runtime.sleep = async () => undefined;
    await clerk.sweep();
    await clerk.serve().catch(() => undefined);
    return kindsOf(await stored(waiters[0] as Booking))[2];
  };

  test('the clock at the write decides whether a booking waits again', async () => {
    expect(await lapseAtTheClose()).toBeUndefined();
  });

  test('a negative control: without the condition it waits again after the close', async () => {
    expect(await lapseAtTheClose(tableWithout(SALES_HAVE_NOT_CLOSED))).toBe('lapsed');
  });
});
