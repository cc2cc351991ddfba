import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import { checkInTicket } from '../../functions/domain/check-in-ticket.ts';
import type { Event } from '../../functions/domain/event.ts';
import { UNDOS_PER_BOOKING_LIMIT } from '../../functions/domain/limits.ts';
import type { Refusal } from '../../functions/domain/refusal.ts';
import { ticketsOf } from '../../functions/domain/tickets.ts';
import { undoCheckIn } from '../../functions/domain/undo-check-in.ts';
import type { User } from '../../functions/domain/user.ts';
import { TicketIssuer } from '../../functions/http/ticket-issuer.ts';
import type { Table } from '../../functions/store/client.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/conditions.ts';
import { userStore } from '../../functions/store/users.ts';
import { barrier } from '../kit/barrier.ts';
import { aCast, aStage, type Cast, type Stage } from '../kit/stage.ts';
import { type Fault, tableWithFaults, tableWithout } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const codes = new TicketIssuer(async () => Buffer.alloc(32));

const portsOf = (cast: Cast) => ({ ...cast.ports, codes, users: userStore(cast.table) });

/** Somebody at the door with the first ticket of a booking, as the event's organizer. */
function atTheDoor(event: Event, booking: Booking, idempotencyKey?: string) {
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  return codes
    .issue(event.id, booking.id, [1])
    .then(([code = '']) => ({ eventId: event.id, code, actor, idempotencyKey }));
}

async function checkIn(cast: Cast, event: Event, booking: Booking, key?: string) {
  return checkInTicket(await atTheDoor(event, booking, key), portsOf(cast));
}

async function undo(cast: Cast, event: Event, booking: Booking, key?: string) {
  const reason = 'wrong person';
  return undoCheckIn({ ...(await atTheDoor(event, booking, key)), reason }, portsOf(cast));
}

async function anAccount({ table, ports }: Cast): Promise<User> {
  const id = ports.environment.newId();
  const user: User = {
    id,
    name: 'Grace',
    email: `${id}@example.com`,
    role: 'attendee',
    passwordHash: '',
    createdAt: '',
    sessionGeneration: 0,
  };
  await userStore(table).create(user);
  return user;
}

/** `done`, or the code of the refusal. */
const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 'done' : (result.reason as Refusal).code,
  );

/** A cast whose next `count` writes of a booking all wait for the last of them: what they know is the same. */
function aCastInStep(count: number, table?: Table): Cast {
  const all = barrier(count);
  return aCast(
    ({ bookings }) => ({
      bookings: {
        ...bookings,
        addFact: (...change) => all().then(() => bookings.addFact(...change)),
        change: (...change) => all().then(() => bookings.change(...change)),
      },
    }),
    table,
  );
}

async function theBooking(cast: Cast, event: Event): Promise<Booking> {
  const [booking] = (await cast.picture(event)).bookings;
  if (booking === undefined) throw new Error('The booking is gone.');
  return booking;
}

const countOf = (booking: Booking, what: string) =>
  booking.history.filter((fact) => fact.what === what).length;
const brokenOf = async (cast: Cast, event: Event) =>
  (await cast.broken(event)).map(({ guarantee }) => guarantee);

const scannersAtOnce = async (table?: Table) => {
  const cast = aCastInStep(2, table);
  const event = await cast.anEvent();
  const booking = await cast.book(event);
  const told = await outcomes([checkIn(cast, event, booking), checkIn(cast, event, booking)]);
  return { told: told.sort(), broken: await brokenOf(cast, event) };
};

const doorAndCustomerAtOnce = async (table?: Table) => {
  const cast = aCastInStep(2, table);
  const event = await cast.anEvent();
  const booking = await cast.book(event);
  const told = await outcomes([checkIn(cast, event, booking), cast.cancel(booking)]);
  await cast.serve();
  return { told, broken: await brokenOf(cast, event) };
};

describe('A ticket lets one person in', () => {
  test('of two scanners at the same instant, one lets somebody in', async () => {
    expect(await scannersAtOnce()).toEqual({ told: ['already-checked-in', 'done'], broken: [] });
  });

  test('a negative control: without the condition on the booking, two scanners let somebody in', async () => {
    expect(await scannersAtOnce(tableWithout(BOOKING_IS_UNCHANGED))).toEqual({
      told: ['done', 'done'],
      broken: ['OneEffect'],
    });
  });

  test('of a check-in and a cancellation at the same instant, one is done', async () => {
    const { told, broken } = await doorAndCustomerAtOnce();
    expect([
      ['done', 'checked-in'],
      ['ticket-void', 'done'],
    ]).toContainEqual(told);
    expect(broken).toEqual([]);
  });

  test('a negative control: without the condition, somebody is in on a ticket that is sold again', async () => {
    const { told } = await doorAndCustomerAtOnce(tableWithout(BOOKING_IS_UNCHANGED));
    expect(told).toEqual(['done', 'done']);
  });

  test('tickets of one booking at several doors at once are all checked in', async () => {
    const cast = aCast();
    const event = await cast.anEvent();
    const booking = await cast.book(event, { quantity: 8 });
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    const printed = await codes.issue(event.id, booking.id, [1, 2, 3, 4, 5, 6, 7, 8]);
    const scans = printed.map((code) => ({ eventId: event.id, code, actor, idempotencyKey: undefined }));
    const told = await outcomes(scans.map((scan) => checkInTicket(scan, portsOf(cast))));
    expect(new Set(told)).toEqual(new Set(['done']));
    const tickets = ticketsOf(await theBooking(cast, event));
    expect(tickets.every(({ checkIn }) => checkIn !== undefined)).toBe(true);
    expect(await cast.broken(event)).toEqual([]);
  });

  test.each<Fault[][]>([[['lost-after']], [['lost-before']], [['throttle', 'lost-after']]])(
    'a check-in whose answers are %p is done once and answered',
    async (faults) => {
      const plain = aCast();
      const event = await plain.anEvent();
      const booking = await plain.book(event);
      const coming = [...faults];
      const faulty = aCast(
        undefined,
        tableWithFaults((command) => (command === 'UpdateItemCommand' ? coming.shift() : undefined)),
      );
      expect((await checkIn(faulty, event, booking)).fact.what).toBe('checked-in');
      expect(countOf(await theBooking(plain, event), 'checked-in')).toBe(1);
      expect(coming).toEqual([]);
    },
  );

  test.each<Fault>(['throttle', 'lost-before', 'lost-after'])(
    'a check-in whose look at the account ends in %p is done and answered without it',
    async (fault) => {
      const plain = aCast();
      const event = await plain.anEvent();
      const customer = await anAccount(plain);
      const booking = await plain.book(event, { customerId: customer.id });
      const faulty = aCast(
        undefined,
        tableWithFaults((command) => (command === 'BatchGetItemCommand' ? fault : undefined)),
      );
      for (const scan of [checkIn, undo]) {
        expect(await scan(faulty, event, booking)).toMatchObject({ number: 1, customer: undefined });
      }
      const { name, email } = customer;
      expect(await checkIn(plain, event, booking)).toMatchObject({ customer: { name, email } });
      expect(countOf(await theBooking(plain, event), 'checked-in')).toBe(2);
    },
  );

  test('a check-in leaves the mark of a release that is on its way', async () => {
    const cast = aCast();
    const event = await cast.anEvent();
    const booking = await cast.book(event, { quantity: 2 });
    await cast.cancel(booking, 1);
    await checkIn(cast, event, booking);
    expect(await cast.ports.line.releasedBookingIds(event.id, 10)).toEqual([booking.id]);
    await cast.serve();
    expect(await theBooking(cast, event)).toMatchObject({ quantity: 1, released: 0 });
    expect(await cast.broken(event)).toEqual([]);
  });

  test('check-ins of a booking are undone often, and not without end', async () => {
    const cast = aCast();
    const event = await cast.anEvent();
    const booking = await cast.book(event);
    for (let count = 0; count < UNDOS_PER_BOOKING_LIMIT; count += 1) {
      await checkIn(cast, event, booking);
      await undo(cast, event, booking);
    }
    await checkIn(cast, event, booking);
    await expect(undo(cast, event, booking)).rejects.toMatchObject({ code: 'too-many-undos' });
    expect(await cast.broken(event)).toEqual([]);
  });
});
