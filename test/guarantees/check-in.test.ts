/**
 * `OneEffect` at the door: a ticket is checked in once until that is undone, also with two scanners at once,
 * a cancellation at the same time, or lost answers. The negative controls remove the condition on the
 * booking.
 */
import { describe, expect, test } from '@jest/globals';
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import { checkInBatch } from '../../functions/domain/door/check-in-batch.ts';
import { checkInTickets } from '../../functions/domain/door/check-in-tickets.ts';
import { undoCheckIn } from '../../functions/domain/door/undo-check-in.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { UNDOS_BY_DOOR_STAFF_LIMIT, UNDOS_PER_BOOKING_LIMIT } from '../../functions/domain/model/limits.ts';
import type { Refusal } from '../../functions/domain/model/refusal.ts';
import { ticketsOf } from '../../functions/domain/model/ticket.ts';
import type { Actor, User } from '../../functions/domain/model/user.ts';
import { removeMember } from '../../functions/domain/staff/remove-member.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { actorOf, anEvent, aProcess, appoint, aUser } from '../kit/staff.ts';
import { type Fault, tableWithFaults, tableWithFirstFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const codes = new TicketIssuer(async () => Buffer.alloc(32));

const portsOf = (boxoffice: Boxoffice) => ({ ...boxoffice.ports, codes, users: userStore(boxoffice.table) });

/** The scan of the first ticket of a booking, by the event's organizer. */
function atTheDoor(event: Event, booking: Booking, idempotencyKey?: string) {
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  return codes
    .issue(event.id, booking.id, [1])
    .then(([code = '']) => ({ eventId: event.id, code, actor, idempotencyKey }));
}

async function checkIn(boxoffice: Boxoffice, event: Event, booking: Booking, key?: string) {
  return checkInTickets(await atTheDoor(event, booking, key), portsOf(boxoffice));
}

async function undo(boxoffice: Boxoffice, event: Event, booking: Booking, key?: string) {
  const reason = 'wrong person';
  return undoCheckIn({ ...(await atTheDoor(event, booking, key)), reason }, portsOf(boxoffice));
}

async function anAccount({ table, ports }: Boxoffice): Promise<User> {
  const id = ports.runtime.newId();
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

/** @returns `done`, or the code of the refusal, for each attempt. */
const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 'done' : (result.reason as Refusal).code,
  );

/**
 * A process in which the next `count` writes of a booking wait for each other, so that all have read the same
 * state.
 */
function aBoxofficeInStep(count: number, table?: Table): Boxoffice {
  const all = barrier(count);
  return aBoxoffice(
    ({ bookings }) => ({
      bookings: {
        ...bookings,
        appendHistory: (...change) => all().then(() => bookings.appendHistory(...change)),
        change: (...change) => all().then(() => bookings.change(...change)),
      },
    }),
    table,
  );
}

async function theBooking(boxoffice: Boxoffice, event: Event): Promise<Booking> {
  const [booking] = (await boxoffice.snapshot(event)).bookings;
  if (booking === undefined) throw new Error('The booking is gone.');
  return booking;
}

const countOf = (booking: Booking, what: string) =>
  booking.history.filter((historyEntry) => historyEntry.what === what).length;
const brokenOf = async (boxoffice: Boxoffice, event: Event) =>
  (await boxoffice.broken(event)).map(({ guarantee }) => guarantee);

const scannersAtOnce = async (table?: Table) => {
  const boxoffice = aBoxofficeInStep(2, table);
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event);
  const told = await outcomes([checkIn(boxoffice, event, booking), checkIn(boxoffice, event, booking)]);
  return { told: told.sort(), broken: await brokenOf(boxoffice, event) };
};

const doorAndCustomerAtOnce = async (table?: Table) => {
  const boxoffice = aBoxofficeInStep(2, table);
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event);
  const told = await outcomes([checkIn(boxoffice, event, booking), boxoffice.cancel(booking)]);
  await boxoffice.serve();
  return { told, broken: await brokenOf(boxoffice, event) };
};

const familyAndScannerAtOnce = async (table?: Table) => {
  const boxoffice = aBoxofficeInStep(2, table);
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 3 });
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  const family = { eventId: event.id, bookingId: booking.id, actor, idempotencyKey: undefined };
  const told = await outcomes([
    checkInTickets(family, portsOf(boxoffice)),
    checkIn(boxoffice, event, booking),
  ]);
  return { told, checkIns: countOf(await theBooking(boxoffice, event), 'checked-in'), boxoffice, event };
};

const batchAndScannerAtOnce = async (table?: Table) => {
  const boxoffice = aBoxofficeInStep(2, table);
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event);
  const { code, actor } = await atTheDoor(event, booking);
  const scans = [{ code, scannedAt: Date.now() }];
  const batch = checkInBatch({ eventId: event.id, actor, device: undefined, scans }, portsOf(boxoffice));
  const [scanned] = await outcomes([checkIn(boxoffice, event, booking), batch]);
  const told = [scanned, ...(await batch).map(({ result }) => result)];
  return { told, checkIns: countOf(await theBooking(boxoffice, event), 'checked-in'), boxoffice, event };
};

describe('A ticket is checked in once', () => {
  test('of a scan and a batch with its ticket at the same instant, one checks it in and the other is told', async () => {
    const { told, checkIns, boxoffice, event } = await batchAndScannerAtOnce();
    expect([
      ['done', 'already-checked-in'],
      ['already-checked-in', 'checked-in'],
    ]).toContainEqual(told);
    expect([checkIns, await brokenOf(boxoffice, event)]).toEqual([1, []]);
  });

  test('a negative control: without the condition on the booking, a scan and a batch both check it in', async () => {
    const { told, checkIns, boxoffice, event } = await batchAndScannerAtOnce(
      tableWithout(BOOKING_IS_UNCHANGED),
    );
    expect([told, checkIns]).toEqual([['done', 'checked-in'], 2]);
    expect(await brokenOf(boxoffice, event)).toEqual(['OneEffect']);
  });

  test('of a whole booking and one of its tickets at the same instant, each ticket is checked in once', async () => {
    const { told, checkIns, boxoffice, event } = await familyAndScannerAtOnce();
    expect([
      ['done', 'done'],
      ['done', 'already-checked-in'],
    ]).toContainEqual(told);
    expect([checkIns, await brokenOf(boxoffice, event)]).toEqual([3, []]);
  });

  test('a negative control: without the condition on the booking, one of its tickets is checked in twice', async () => {
    const { told, checkIns, boxoffice, event } = await familyAndScannerAtOnce(
      tableWithout(BOOKING_IS_UNCHANGED),
    );
    expect([told, checkIns]).toEqual([['done', 'done'], 4]);
    expect(await brokenOf(boxoffice, event)).toEqual(['OneEffect']);
  });

  test('of two check-ins at the same instant, one succeeds', async () => {
    expect(await scannersAtOnce()).toEqual({ told: ['already-checked-in', 'done'], broken: [] });
  });

  test('a negative control: without the condition on the booking, both check-ins succeed', async () => {
    expect(await scannersAtOnce(tableWithout(BOOKING_IS_UNCHANGED))).toEqual({
      told: ['done', 'done'],
      broken: ['OneEffect'],
    });
  });

  test('of a check-in and a cancellation at the same instant, one succeeds', async () => {
    const { told, broken } = await doorAndCustomerAtOnce();
    expect([
      ['done', 'checked-in'],
      ['ticket-void', 'done'],
    ]).toContainEqual(told);
    expect(broken).toEqual([]);
  });

  test('a negative control: without the condition, a checked-in ticket is cancelled as well', async () => {
    const { told } = await doorAndCustomerAtOnce(tableWithout(BOOKING_IS_UNCHANGED));
    expect(told).toEqual(['done', 'done']);
  });

  test('the tickets of one booking are all checked in when they are scanned at once', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent();
    const booking = await boxoffice.book(event, { quantity: 8 });
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    const printed = await codes.issue(event.id, booking.id, [1, 2, 3, 4, 5, 6, 7, 8]);
    const scans = printed.map((code) => ({ eventId: event.id, code, actor, idempotencyKey: undefined }));
    const told = await outcomes(scans.map((scan) => checkInTickets(scan, portsOf(boxoffice))));
    expect(new Set(told)).toEqual(new Set(['done']));
    const tickets = ticketsOf(await theBooking(boxoffice, event));
    expect(tickets.every(({ checkIn }) => checkIn !== undefined)).toBe(true);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test.each<Fault[][]>([[['lost-after']], [['lost-before']], [['throttle', 'lost-after']]])(
    'a check-in whose writes have the faults %p is done once and answered',
    async (faults) => {
      const plain = aBoxoffice();
      const event = await plain.anEvent();
      const booking = await plain.book(event);
      const coming = [...faults];
      const faulty = aBoxoffice(undefined, tableWithFirstFaults('UpdateItemCommand', coming));
      expect((await checkIn(faulty, event, booking)).historyEntries).toMatchObject([{ what: 'checked-in' }]);
      expect(countOf(await theBooking(plain, event), 'checked-in')).toBe(1);
      expect(coming).toEqual([]);
    },
  );

  test.each<Fault>(['throttle', 'lost-before', 'lost-after'])(
    'a check-in whose read of the account has a %p fault is done and answered without the account',
    async (fault) => {
      const plain = aBoxoffice();
      const event = await plain.anEvent();
      const customer = await anAccount(plain);
      const booking = await plain.book(event, { customerId: customer.id });
      const faulty = aBoxoffice(
        undefined,
        tableWithFaults((command) => (command === 'BatchGetItemCommand' ? fault : undefined)),
      );
      for (const scan of [checkIn, undo]) {
        expect(await scan(faulty, event, booking)).toMatchObject({
          historyEntries: [{ ticket: 1 }],
          customer: undefined,
        });
      }
      const { name, email } = customer;
      expect(await checkIn(plain, event, booking)).toMatchObject({ customer: { name, email } });
      expect(countOf(await theBooking(plain, event), 'checked-in')).toBe(2);
    },
  );

  test('a check-in keeps a release of its booking as pending work', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent();
    const booking = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(booking, 1);
    await checkIn(boxoffice, event, booking);
    expect(await boxoffice.ports.waitlist.releasedBookingIds(event, 10)).toEqual([booking.id]);
    await boxoffice.serve();
    expect(await theBooking(boxoffice, event)).toMatchObject({ quantity: 1, released: 0 });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  describe('check-ins of a booking can be undone', () => {
    /** Undoes check-ins of the booking's ticket as somebody, and leaves it checked in. */
    async function undoAgainAndAgain(actor: Actor, event: Event, booking: Booking, times: number) {
      const ports = portsOf(aBoxoffice());
      const scan = { eventId: event.id, bookingId: booking.id, actor, idempotencyKey: undefined };
      await checkInTickets(scan, ports);
      for (let count = 0; count < times; count += 1) {
        await undoCheckIn({ ...scan, reason: 'wrong person' }, ports);
        await checkInTickets(scan, ports);
      }
      return () => undoCheckIn({ ...scan, reason: 'wrong person' }, ports);
    }

    async function anEventWithDoor() {
      const { owner, event } = await anEvent();
      const door = await aUser();
      await appoint(event, owner, door, 'door');
      return { owner, door, event, booking: await aBoxoffice().book(event) };
    }

    test('up to a limit', async () => {
      const { owner, event, booking } = await anEventWithDoor();
      const more = await undoAgainAndAgain(actorOf(owner), event, booking, UNDOS_PER_BOOKING_LIMIT);
      await expect(more()).rejects.toMatchObject({
        code: 'too-many-undos',
        message: expect.stringContaining('Admit the person without a scan'),
      });
      expect(await aBoxoffice().broken(event)).toEqual([]);
    });

    test('by door staff up to half of it, so that the owner undoes the check-in that they leave', async () => {
      const { owner, door, event, booking } = await anEventWithDoor();
      const more = await undoAgainAndAgain(actorOf(door), event, booking, UNDOS_BY_DOOR_STAFF_LIMIT);
      await expect(more()).rejects.toMatchObject({
        code: 'too-many-undos',
        message: expect.stringContaining('Somebody who runs the event can undo further ones'),
      });
      await removeMember({ eventId: event.id, actor: actorOf(owner), userId: door.id }, aProcess());
      await undo(aBoxoffice(), event, booking);
      expect(await aBoxoffice().cancel(booking)).toMatchObject({ status: 'cancelled' });
    });

    test('a negative control: a ticket is never given back whose check-in is left when all undos are used', async () => {
      const { owner, event, booking } = await anEventWithDoor();
      await undoAgainAndAgain(actorOf(owner), event, booking, UNDOS_PER_BOOKING_LIMIT);
      await expect(undo(aBoxoffice(), event, booking)).rejects.toMatchObject({ code: 'too-many-undos' });
      await expect(aBoxoffice().cancel(booking)).rejects.toMatchObject({ code: 'checked-in' });
    });
  });
});
