/**
 * `NoLostTicket`, its hardest part: no reachable state has free tickets that neither a waiter nor a newcomer
 * can get. Each test leads an event towards such a state.
 */
import { describe, expect, test } from '@jest/globals';
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event, WaitlistPolicy } from '../../functions/domain/model/event.ts';
import {
  ACKNOWLEDGED_MS,
  CLERK_TIME_MS,
  PENDING_WORK_GRACE_MS,
} from '../../functions/domain/model/limits.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { aBoxoffice, type Boxoffice, type Ports } from '../kit/boxoffice.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const change = (boxoffice: Boxoffice, event: Event, fields: EventChange) =>
  changeEvent(
    { eventId: event.id, actor: { userId: event.organizerId, role: 'organizer' }, change: fields },
    boxoffice.ports,
  );

const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Eight tickets, all held; the head of the waitlist waits for six, and the entry behind it for one. */
async function aWaitlist(boxoffice: Boxoffice, policy: WaitlistPolicy = 'strict') {
  const event = await boxoffice.anEvent({
    capacity: 8,
    maxPerBooking: 8,
    waitlist: { enabled: true, policy },
  });
  const holder = await boxoffice.book(event, { quantity: 8 });
  const head = await boxoffice.book(event, { quantity: 6 });
  const behind = await boxoffice.book(event);
  expect([holder, head, behind].map(({ status }) => status)).toEqual([
    'confirmed',
    'waitlisted',
    'waitlisted',
  ]);
  await boxoffice.serve();
  return { event, holder, head, behind };
}

/** @returns the bookings as they are stored now. */
async function now(boxoffice: Boxoffice, event: Event, ...bookings: Booking[]): Promise<Booking[]> {
  const found = await boxoffice.ports.bookings.readMany(
    event,
    bookings.map(({ id }) => id),
  );
  return bookings.flatMap(({ id }) => found.find((booking) => booking.id === id) ?? []);
}

/** @returns the number of messages that a sweep sends about this event, as if `laterMs` had passed. */
async function sweptFor(boxoffice: Boxoffice, event: Event, laterMs = 0): Promise<number> {
  await boxoffice.sweep(laterMs);
  return boxoffice.sent.filter(({ eventId }) => eventId === event.id).length;
}

/**
 * Books with `onSoldOut: 'reject'` while a clerk runs.
 * @returns the booking's status, or the code of the refusal.
 */
async function aNewcomer(boxoffice: Boxoffice, event: Event, quantity = 1): Promise<string> {
  const answer = boxoffice.book(event, { quantity, onSoldOut: 'reject' }).then(
    ({ status }) => status as string,
    (error: { code: string }) => error.code,
  );
  let isAnswered = false;
  answer.finally(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    await boxoffice.serve();
    await boxoffice.ports.runtime.sleep(5);
  }
  return answer;
}

/** Ports of a clerk that reads a capacity of 1,000, so that it finds no entry unservable. */
const believingInMore = ({ events, runtime }: Ports): Partial<Ports> => {
  const read = async (eventId: string) => {
    const event = await events.read(eventId);
    return event && { ...event, capacity: 1_000 };
  };
  return { cache: new EventCache({ ...events, read }, runtime) };
};

describe('A capacity that is cut below the quantity of the head of the waitlist', () => {
  const unservable = { what: 'expired', because: 'more-than-capacity', quantity: 6 };

  test('ends the wait of the head and serves the next entry', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice);
    await boxoffice.cancel(holder, 3);
    await boxoffice.serve();
    await change(boxoffice, event, { capacity: 5 });
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    const [ended, served] = await now(boxoffice, event, head, behind);
    expect(served?.status).toBe('confirmed');
    expect(ended).toMatchObject({ status: 'cancelled', quantity: 0 });
    expect(ended?.history.at(-1)).toMatchObject(unservable);
    expect(await aNewcomer(boxoffice, event, 4)).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('ends the wait of an entry that is too large as soon as it is the head', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 8, maxPerBooking: 8 });
    const holder = await boxoffice.book(event, { quantity: 8 });
    const first = await boxoffice.book(event, { quantity: 2 });
    const tooLarge = await boxoffice.book(event, { quantity: 6 });
    for (const capacity of [7, 6, 5]) {
      await boxoffice.cancel(holder, 1);
      await boxoffice.serve();
      await change(boxoffice, event, { capacity });
      await boxoffice.serve();
    }
    expect((await now(boxoffice, event, tooLarge))[0]?.status).toBe('waitlisted');
    await boxoffice.cancel(holder, 2);
    await boxoffice.serve();
    const [served, ended] = await now(boxoffice, event, first, tooLarge);
    expect(served?.status).toBe('confirmed');
    expect(ended?.history.at(-1)).toMatchObject(unservable);
    expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(0);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('ends the wait of the head under skip, too, where it delays nobody', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice, 'skip');
    await boxoffice.cancel(holder, 4);
    await boxoffice.serve();
    expect((await now(boxoffice, event, behind))[0]?.status).toBe('confirmed');
    await change(boxoffice, event, { capacity: 5 });
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    const [ended] = await now(boxoffice, event, head);
    expect(ended?.history.at(-1)).toMatchObject(unservable);
    expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(4);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('ends the wait of the head when tickets come back, and leaves them to newcomers', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice);
    await boxoffice.cancel(holder, 2);
    await boxoffice.serve();
    await change(boxoffice, event, { capacity: 6 });
    await boxoffice.cancel(behind);
    await boxoffice.serve();
    expect((await now(boxoffice, event, head))[0]?.status).toBe('waitlisted');
    await boxoffice.cancel(holder, 1);
    await boxoffice.serve();
    await change(boxoffice, event, { capacity: 5 });
    await boxoffice.cancel(holder, 2);
    await boxoffice.serve();
    expect((await now(boxoffice, event, head))[0]?.status).toBe('cancelled');
    expect(await aNewcomer(boxoffice, event, 2)).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test.each([
    ['by the message of the change', async (boxoffice: Boxoffice) => boxoffice.serve()],
    [
      'by the sweep, if that message is lost',
      async (boxoffice: Boxoffice) => {
        boxoffice.sent.length = 0;
        await boxoffice.sweep(HOUR_MS);
        await boxoffice.serve();
      },
    ],
  ])('ends the wait of the head %s, while every ticket is held', async (_, bringClerk) => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice);
    await boxoffice.cancel(holder, 3);
    await boxoffice.serve();
    await change(boxoffice, event, { capacity: 5 });
    await bringClerk(boxoffice);
    const [ended, waiting] = await now(boxoffice, event, head, behind);
    expect([ended?.history.at(-1), ended?.status]).toMatchObject([
      { what: 'expired', because: 'more-than-capacity' },
      'cancelled',
    ]);
    expect(waiting?.status).toBe('waitlisted');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: a clerk that keeps an unservable head leaves free tickets unsold', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice);
    await boxoffice.cancel(holder, 3);
    await boxoffice.serve();
    await change(boxoffice, event, { capacity: 5 });
    const blind = aBoxoffice(believingInMore);
    await boxoffice.cancel(holder);
    blind.sent.push(...boxoffice.sent.splice(0));
    await blind.serve();
    expect((await now(boxoffice, event, head, behind)).map(({ status }) => status)).toEqual([
      'waitlisted',
      'waitlisted',
    ]);
    expect(await aNewcomer(blind, event)).toBe('sold-out');
    expect((await boxoffice.broken(event)).map(({ guarantee }) => guarantee)).toEqual(['NoLostTicket']);
  });

  test('keeps the entry under accept-fewer, which can still get its tickets', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head } = await aWaitlist(boxoffice, 'accept-fewer');
    await change(boxoffice, event, { capacity: 7 }).catch(() => undefined);
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect((await now(boxoffice, event, head))[0]).toMatchObject({ status: 'confirmed', quantity: 6 });
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

test('a limit that is lowered below the quantity of a waiter does not end their wait', async () => {
  const boxoffice = aBoxoffice();
  const { event, holder, head, behind } = await aWaitlist(boxoffice);
  await change(boxoffice, event, { maxPerBooking: 1, maxPerCustomer: 1 });
  await boxoffice.cancel(holder);
  await boxoffice.serve();
  const served = await now(boxoffice, event, head, behind);
  expect(served.map(({ status }) => status)).toEqual(['confirmed', 'confirmed']);
  expect(await aNewcomer(boxoffice, event)).toBe('confirmed');
});

test('tickets that come back while the waitlist is paused are promoted once it resumes', async () => {
  const boxoffice = aBoxoffice();
  const { event, holder, head, behind } = await aWaitlist(boxoffice);
  await change(boxoffice, event, { waitlist: { enabled: false } });
  await boxoffice.cancel(holder);
  await boxoffice.serve();
  expect((await now(boxoffice, event, head))[0]?.status).toBe('waitlisted');
  expect(await aNewcomer(boxoffice, event)).toBe('sold-out');
  await change(boxoffice, event, { waitlist: { enabled: true } });
  await boxoffice.serve();
  expect((await now(boxoffice, event, head, behind)).map(({ status }) => status)).toEqual([
    'confirmed',
    'confirmed',
  ]);
  expect(await aNewcomer(boxoffice, event)).toBe('confirmed');
  expect(await boxoffice.broken(event)).toEqual([]);
});

describe('Sales that close', () => {
  test('for a moment, by mistake, end no wait', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice);
    await change(boxoffice, event, { salesCloseAt: isoIn(-1) });
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect((await now(boxoffice, event, head))[0]?.status).toBe('waitlisted');
    await change(boxoffice, event, { salesCloseAt: isoIn(DAY_MS) });
    await boxoffice.serve();
    expect((await now(boxoffice, event, head, behind)).map(({ status }) => status)).toEqual([
      'confirmed',
      'confirmed',
    ]);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('end every wait, and leave all tickets to newcomers when they open again', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder, head, behind } = await aWaitlist(boxoffice);
    await boxoffice.cancel(holder, 2);
    await boxoffice.serve();
    await change(boxoffice, event, { salesCloseAt: isoIn(-ACKNOWLEDGED_MS) });
    await boxoffice.serve();
    const ended = await now(boxoffice, event, head, behind);
    expect(ended.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(ended.map(({ history }) => history.at(-1))).toMatchObject(
      Array(2).fill({ what: 'expired', because: 'sales-closed' }),
    );
    expect(await sweptFor(boxoffice, event, DAY_MS)).toBe(0);
    await change(boxoffice, event, { salesCloseAt: isoIn(DAY_MS) });
    await boxoffice.serve();
    expect(await aNewcomer(boxoffice, event, 2)).toBe('confirmed');
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect(await aNewcomer(boxoffice, event, 6)).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a second time at the same instant end the wait of entries that joined in between', async () => {
    const boxoffice = aBoxoffice();
    const { event } = await aWaitlist(boxoffice);
    const salesCloseAt = isoIn(-ACKNOWLEDGED_MS);
    await change(boxoffice, event, { salesCloseAt });
    await boxoffice.serve();
    await change(boxoffice, event, { salesCloseAt: isoIn(DAY_MS) });
    const waiter = await boxoffice.book(event);
    expect(waiter.status).toBe('waitlisted');
    await change(boxoffice, event, { salesCloseAt });
    await boxoffice.serve();
    const [ended] = await now(boxoffice, event, waiter);
    expect(ended?.history.at(-1)).toMatchObject({ what: 'expired', because: 'sales-closed' });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('end the wait of a long waitlist in several passes, each within its retry budget', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder } = await aWaitlist(boxoffice);
    await boxoffice.cancel(holder, 1);
    await change(boxoffice, event, { salesCloseAt: isoIn(-ACKNOWLEDGED_MS) });
    boxoffice.sent.length = 0;
    const slow = aBoxoffice(({ runtime, waitlist }) => {
      let slept = 0;
      return {
        runtime: { ...runtime, now: () => runtime.now() + slept },
        waitlist: {
          ...waitlist,
          readHead: async (...range) => {
            slept += CLERK_TIME_MS / 2 + 1;
            const { entries } = await waitlist.readHead(...range);
            return { entries: entries.slice(0, 1), complete: entries.length < 2 };
          },
        },
      };
    });
    slow.sent.push({ eventId: event.id });
    await slow.serve();
    const { entries } = await boxoffice.snapshot(event);
    expect(entries).toEqual([]);
    expect((await boxoffice.snapshot(event)).waitlist.pass).toBeGreaterThan(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('by the clock alone, without any request, end every wait when the sweep runs', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1, salesCloseAt: isoIn(700) });
    await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    while (Date.now() < Date.parse(event.salesCloseAt)) await boxoffice.ports.runtime.sleep(20);
    const later = aBoxoffice(({ runtime }) => ({
      runtime: { ...runtime, now: () => runtime.now() + ACKNOWLEDGED_MS + PENDING_WORK_GRACE_MS },
    }));
    expect(await sweptFor(later, event)).toBe(1);
    await later.serve();
    expect((await now(boxoffice, event, waiter))[0]).toMatchObject({ status: 'cancelled', quantity: 0 });
    expect(await sweptFor(later, event)).toBe(0);
    expect((await boxoffice.snapshot(event)).waitlist.lookAt).toBeUndefined();
    expect(await later.broken(event)).toEqual([]);
  });
});
