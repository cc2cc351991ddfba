/**
 * `NoLostTicket`, its hardest part: no state that can be reached leaves tickets that a waiter or a newcomer should have
 * and that nobody can get. Each of these is a way into such a state.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import type { BookingPorts } from '../../functions/domain/booking-attempt.ts';
import { changeEvent, type EventChange } from '../../functions/domain/change-event.ts';
import type { Event, WaitlistPolicy } from '../../functions/domain/event.ts';
import { EventMemory } from '../../functions/domain/event-memory.ts';
import { ACKNOWLEDGED_MS, ATTENTION_GRACE_MS, CLERK_PATIENCE_MS } from '../../functions/domain/limits.ts';
import { aCast, aStage, type Cast, type Stage } from '../kit/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const change = (cast: Cast, event: Event, fields: EventChange) =>
  changeEvent(
    { eventId: event.id, actor: { userId: event.organizerId, role: 'organizer' }, change: fields },
    cast.ports,
  );

const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Eight tickets, all held; the head waits for six, and somebody behind for one. */
async function aLine(cast: Cast, policy: WaitlistPolicy = 'strict') {
  const event = await cast.anEvent({ capacity: 8, maxPerBooking: 8, waitlist: { enabled: true, policy } });
  const holder = await cast.book(event, { quantity: 8 });
  const head = await cast.book(event, { quantity: 6 });
  const behind = await cast.book(event);
  expect([holder, head, behind].map(({ status }) => status)).toEqual([
    'confirmed',
    'waitlisted',
    'waitlisted',
  ]);
  await cast.serve();
  return { event, holder, head, behind };
}

/** The bookings as they are now. */
async function now(cast: Cast, event: Event, ...bookings: Booking[]): Promise<Booking[]> {
  const found = await cast.ports.bookings.readMany(
    event,
    bookings.map(({ id }) => id),
  );
  return bookings.flatMap(({ id }) => found.find((booking) => booking.id === id) ?? []);
}

/** Messages that a sweep sends about this event, as if `laterMs` had passed. */
async function sweptFor(cast: Cast, event: Event, laterMs = 0): Promise<number> {
  await cast.sweep(laterMs);
  return cast.sent.filter(({ eventId }) => eventId === event.id).length;
}

/** Books as a newcomer who would not wait, with a clerk at work. */
async function aNewcomer(cast: Cast, event: Event, quantity = 1): Promise<string> {
  const answer = cast.book(event, { quantity, onSoldOut: 'reject' }).then(
    ({ status }) => status as string,
    (error: { code: string }) => error.code,
  );
  let isAnswered = false;
  answer.finally(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    await cast.serve();
    await cast.ports.environment.sleep(5);
  }
  return answer;
}

/** A clerk that believes that any number of tickets could still come, as it did before. */
const believingInMore = ({ events, environment }: BookingPorts): Partial<BookingPorts> => {
  const read = async (eventId: string) => {
    const event = await events.read(eventId);
    return event && { ...event, capacity: 1_000 };
  };
  return { memory: new EventMemory({ ...events, read }, environment) };
};

describe('A capacity that is cut below what the head of the line waits for', () => {
  const unservable = { what: 'expired', because: 'more-than-capacity', quantity: 6 };

  test('ends its wait and serves the next, who was behind it', async () => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast);
    await cast.cancel(holder, 3);
    await cast.serve();
    await change(cast, event, { capacity: 5 });
    await cast.cancel(holder);
    await cast.serve();
    const [ended, served] = await now(cast, event, head, behind);
    expect(served?.status).toBe('confirmed');
    expect(ended).toMatchObject({ status: 'cancelled', quantity: 0 });
    expect(ended?.history.at(-1)).toMatchObject(unservable);
    expect(await aNewcomer(cast, event, 4)).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('ends its wait under skip, too, where it holds nobody up', async () => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast, 'skip');
    await cast.cancel(holder, 4);
    await cast.serve();
    expect((await now(cast, event, behind))[0]?.status).toBe('confirmed');
    await change(cast, event, { capacity: 5 });
    await cast.cancel(holder);
    await cast.serve();
    const [ended] = await now(cast, event, head);
    expect(ended?.history.at(-1)).toMatchObject(unservable);
    expect((await cast.picture(event)).line.pool).toBe(4);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('while tickets are out, ends its wait once it comes to the front, and leaves the rest to newcomers', async () => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast);
    await cast.cancel(holder, 2);
    await cast.serve();
    await change(cast, event, { capacity: 6 });
    await cast.cancel(behind);
    await cast.serve();
    expect((await now(cast, event, head))[0]?.status).toBe('waitlisted');
    await cast.cancel(holder, 1);
    await cast.serve();
    await change(cast, event, { capacity: 5 });
    await cast.cancel(holder, 2);
    await cast.serve();
    expect((await now(cast, event, head))[0]?.status).toBe('cancelled');
    expect(await aNewcomer(cast, event, 2)).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test.each([
    ['by the message of the change', async (cast: Cast) => cast.serve()],
    [
      'by the sweep, where that message is lost',
      async (cast: Cast) => {
        cast.sent.length = 0;
        await cast.sweep(HOUR_MS);
        await cast.serve();
      },
    ],
  ])('while every ticket is held, ends its wait %s', async (_, bringClerk) => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast);
    await cast.cancel(holder, 3);
    await cast.serve();
    await change(cast, event, { capacity: 5 });
    await bringClerk(cast);
    const [ended, waiting] = await now(cast, event, head, behind);
    expect([ended?.history.at(-1), ended?.status]).toMatchObject([
      { what: 'expired', because: 'more-than-capacity' },
      'cancelled',
    ]);
    expect(waiting?.status).toBe('waitlisted');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a negative control: a clerk that waits for tickets that cannot exist leaves those that do', async () => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast);
    await cast.cancel(holder, 3);
    await cast.serve();
    await change(cast, event, { capacity: 5 });
    const blind = aCast(believingInMore);
    await cast.cancel(holder);
    blind.sent.push(...cast.sent.splice(0));
    await blind.serve();
    expect((await now(cast, event, head, behind)).map(({ status }) => status)).toEqual([
      'waitlisted',
      'waitlisted',
    ]);
    expect(await aNewcomer(blind, event)).toBe('sold-out');
    expect((await cast.broken(event)).map(({ guarantee }) => guarantee)).toEqual(['NoLostTicket']);
  });

  test('keeps what a place under accept-fewer can still get', async () => {
    const cast = aCast();
    const { event, holder, head } = await aLine(cast, 'accept-fewer');
    await change(cast, event, { capacity: 7 }).catch(() => undefined);
    await cast.cancel(holder);
    await cast.serve();
    expect((await now(cast, event, head))[0]).toMatchObject({ status: 'confirmed', quantity: 6 });
    expect(await cast.broken(event)).toEqual([]);
  });
});

test('a limit that is lowered below what somebody waits for does not take their place away', async () => {
  const cast = aCast();
  const { event, holder, head, behind } = await aLine(cast);
  await change(cast, event, { maxPerBooking: 1, maxPerCustomer: 1 });
  await cast.cancel(holder);
  await cast.serve();
  const served = await now(cast, event, head, behind);
  expect(served.map(({ status }) => status)).toEqual(['confirmed', 'confirmed']);
  expect(await aNewcomer(cast, event)).toBe('confirmed');
});

test('tickets that come back while the line is paused are handed out once it moves again', async () => {
  const cast = aCast();
  const { event, holder, head, behind } = await aLine(cast);
  await change(cast, event, { waitlist: { enabled: false } });
  await cast.cancel(holder);
  await cast.serve();
  expect((await now(cast, event, head))[0]?.status).toBe('waitlisted');
  expect(await aNewcomer(cast, event)).toBe('sold-out');
  await change(cast, event, { waitlist: { enabled: true } });
  await cast.serve();
  expect((await now(cast, event, head, behind)).map(({ status }) => status)).toEqual([
    'confirmed',
    'confirmed',
  ]);
  expect(await aNewcomer(cast, event)).toBe('confirmed');
  expect(await cast.broken(event)).toEqual([]);
});

describe('Sales that are closed', () => {
  test('for a moment, by mistake, cost nobody their place', async () => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast);
    await change(cast, event, { salesCloseAt: isoIn(-1) });
    await cast.cancel(holder);
    await cast.serve();
    expect((await now(cast, event, head))[0]?.status).toBe('waitlisted');
    await change(cast, event, { salesCloseAt: isoIn(DAY_MS) });
    await cast.serve();
    expect((await now(cast, event, head, behind)).map(({ status }) => status)).toEqual([
      'confirmed',
      'confirmed',
    ]);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('end every place in the line, and leave all tickets to newcomers when they open again', async () => {
    const cast = aCast();
    const { event, holder, head, behind } = await aLine(cast);
    await cast.cancel(holder, 2);
    await cast.serve();
    await change(cast, event, { salesCloseAt: isoIn(-ACKNOWLEDGED_MS) });
    await cast.serve();
    const ended = await now(cast, event, head, behind);
    expect(ended.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(ended.map(({ history }) => history.at(-1))).toMatchObject(
      Array(2).fill({ what: 'expired', because: 'sales-closed' }),
    );
    expect(await sweptFor(cast, event, DAY_MS)).toBe(0);
    await change(cast, event, { salesCloseAt: isoIn(DAY_MS) });
    await cast.serve();
    expect(await aNewcomer(cast, event, 2)).toBe('confirmed');
    await cast.cancel(holder);
    await cast.serve();
    expect(await aNewcomer(cast, event, 6)).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a second time at the same instant end the places of those who joined in between', async () => {
    const cast = aCast();
    const { event } = await aLine(cast);
    const salesCloseAt = isoIn(-ACKNOWLEDGED_MS);
    await change(cast, event, { salesCloseAt });
    await cast.serve();
    await change(cast, event, { salesCloseAt: isoIn(DAY_MS) });
    const waiter = await cast.book(event);
    expect(waiter.status).toBe('waitlisted');
    await change(cast, event, { salesCloseAt });
    await cast.serve();
    const [ended] = await now(cast, event, waiter);
    expect(ended?.history.at(-1)).toMatchObject({ what: 'expired', because: 'sales-closed' });
    expect(await cast.broken(event)).toEqual([]);
  });

  test('end the places of a long line by several clerks, each for as long as it has time', async () => {
    const cast = aCast();
    const { event, holder } = await aLine(cast);
    await cast.cancel(holder, 1);
    await change(cast, event, { salesCloseAt: isoIn(-ACKNOWLEDGED_MS) });
    cast.sent.length = 0;
    const slow = aCast(({ environment, line }) => {
      let slept = 0;
      return {
        environment: { ...environment, now: () => environment.now() + slept },
        line: {
          ...line,
          readHead: async (...range) => {
            slept += CLERK_PATIENCE_MS / 2 + 1;
            const { entries } = await line.readHead(...range);
            return { entries: entries.slice(0, 1), complete: entries.length < 2 };
          },
        },
      };
    });
    slow.sent.push({ eventId: event.id });
    await slow.serve();
    const { entries } = await cast.picture(event);
    expect(entries).toEqual([]);
    expect((await cast.picture(event)).line.pass).toBeGreaterThan(1);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('by the clock alone, with nobody asking, end every place once the sweep has come', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 1, salesCloseAt: isoIn(700) });
    await cast.book(event);
    const waiter = await cast.book(event);
    while (Date.now() < Date.parse(event.salesCloseAt)) await cast.ports.environment.sleep(20);
    const later = aCast(({ environment }) => ({
      environment: { ...environment, now: () => environment.now() + ACKNOWLEDGED_MS + ATTENTION_GRACE_MS },
    }));
    expect(await sweptFor(later, event)).toBe(1);
    await later.serve();
    expect((await now(cast, event, waiter))[0]).toMatchObject({ status: 'cancelled', quantity: 0 });
    expect(await sweptFor(later, event)).toBe(0);
    expect((await cast.picture(event)).line.lookAt).toBeUndefined();
    expect(await later.broken(event)).toEqual([]);
  });
});
