/**
 * `Proved`, for effects, limits and ownership: one fault of each kind is planted in the stored items of a
 * sound event, and the audit names the guarantee and the bookings. Each event is audited before, too, so that
 * only the fault is found.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/bookings/answer-offer.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { eventKey } from '../../functions/store/items/event.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { toUserItem } from '../../functions/store/items/user.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import {
  booked,
  cancelled,
  customerOf,
  handedOn,
  joined,
  minute,
  ORGANIZER,
  promoted,
} from '../kit/sound-event.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { aStored, evidenceOf, expectFound } from '../kit/stored-event.ts';
import { strictTable } from '../kit/strict-table.ts';

let testTable: TestTable;
let table: Table;
beforeAll(async () => {
  testTable = await createTestTable();
  table = strictTable(TABLE_NAME);
});
afterAll(() => testTable.stop());

test('a sound event keeps every guarantee that history can show, and the audit calls the others unknown', async () => {
  const { findings, holds, bookings } = await (await aStored()).audit();
  expect([holds, bookings]).toEqual([true, 9]);
  expect(findings.map((found) => [found.guarantee, found.holds, found.evidence])).toEqual([
    ['NoOversell', true, '1 free + 9 held + 0 released = 10 tickets'],
    [
      'NoLostTicket',
      true,
      '0 overdue releases, 2 waiting bookings and 2 waitlist entries, 1 unassigned tickets',
    ],
    ['NoOvertaking', true, '2 promotions under strict among 6 bookings that joined the waitlist'],
    ['OneEffect', true, '9 of 9 bookings match their history'],
    [
      'Durable',
      null,
      'promotions 1 to 2 are all stored; history does not show whether every answer is stored',
    ],
    ['HonestAnswer', null, 'not visible in history: rejections leave no trace'],
    ['WithinLimit', true, '6 customers with at most 4 tickets each'],
    [
      'OnTime',
      true,
      '11 sales, joins, promotions and accepted offers within the sales window, 0 offers answered or expired on time',
    ],
    ['Mine', true, '3 history entries name an author, all of them authorized, reads leave no trace'],
    ['FairDraw', true, 'the event has no draw'],
    ['Notified', true, '15 notices of 9 bookings, 11 sent, 4 overtaken'],
  ]);
});

describe('An audit finds nothing in an event that was sold, waited for, partly cancelled and then cancelled', () => {
  test.each<[string, Event['waitlist']]>([
    ['strict', { enabled: true, policy: 'strict' }],
    ['strict with offers', { enabled: true, policy: 'strict', offerTtlSeconds: 600 }],
    ['accept-fewer', { enabled: true, policy: 'accept-fewer' }],
    ['skip, with a limit', { enabled: true, policy: 'skip', limit: 8 }],
  ])('under %s', async (_, waitlist) => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 6, waitlist });
    const holders: Booking[] = [];
    for (const quantity of [2, 3, 1]) holders.push(await boxoffice.book(event, { quantity }));
    const waiters: Booking[] = [];
    for (const quantity of [3, 1, 2, 1, 2]) waiters.push(await boxoffice.book(event, { quantity }));
    const [two, three] = holders as [Booking, Booking];
    const [first, second, third] = waiters as [Booking, Booking, Booking];
    const step = async (act: () => Promise<unknown>) => {
      await act();
      await boxoffice.serve();
      expect(await boxoffice.broken(event)).toEqual([]);
    };
    await step(() => boxoffice.cancel(two));
    await step(() => boxoffice.cancel(three, 2));
    await step(() => boxoffice.cancel(third));
    const owner = { userId: first.customerId, role: 'attendee' } as const;
    const accept = { eventId: event.id, bookingId: first.id, actor: owner, answer: 'accept' } as const;
    if (waitlist.offerTtlSeconds !== undefined) await step(() => answerOffer(accept, boxoffice.ports));
    await step(() => boxoffice.cancel(second));
    const organizer = { userId: event.organizerId, role: 'organizer' } as const;
    await step(() => cancelEvent({ eventId: event.id, actor: organizer, ...NO_MAIL }, boxoffice.ports));
    expect((await boxoffice.snapshot(event)).waitlist.cancellationDone).toBe(true);
  });
});

describe('An audit of OneEffect', () => {
  const by = customerOf('whole');
  const transferred = (ticket: number, newTicket: number, transferId = `${newTicket}`): HistoryEntry => ({
    what: 'ticket-transferred',
    at: minute(50),
    ticket,
    newTicket,
    by,
    transferId,
  });
  const named = (ticket: number): HistoryEntry => ({ what: 'ticket-named', at: minute(50), ticket, by });
  const cancelling = (...tickets: number[]): HistoryEntry => ({
    what: 'cancelled',
    at: minute(100),
    quantity: tickets.length,
    by,
    tickets,
  });
  const added = (quantity: number, total: number, additionId: string): HistoryEntry => ({
    what: 'added',
    at: minute(12),
    quantity,
    total,
    by,
    additionId,
  });
  test.each<[string, HistoryEntry[]]>([
    ['a booking that was made twice', [booked(2, 11), booked(2, 11)]],
    ['a booking without history entries', []],
    ['a booking that holds more tickets than it booked', [booked(3, 11)]],
    ['a booking with more tickets cancelled than it lost', [booked(4, 11), cancelled(1, by), handedOn(1)]],
    ['a cancellation that was not handed on', [booked(5, 11), cancelled(1, by)]],
    ['a cancellation that was handed on twice', [booked(5, 11), cancelled(1, by), handedOn(1), handedOn(1)]],
    ['tickets that were handed on and not given up', [booked(4, 11), handedOn(1)]],
    ['an addition with a wrong total', [booked(3, 11), added(1, 5, 'a')]],
    ['an addition that was made twice', [booked(2, 11), added(1, 3, 'a'), added(1, 4, 'a')]],
    [
      'a ticket that was checked in twice',
      [
        booked(4, 11),
        { what: 'checked-in', at: minute(50), ticket: 1, by: ORGANIZER, scanId: 'a' },
        { what: 'checked-in', at: minute(51), ticket: 1, by: ORGANIZER, scanId: 'b' },
      ],
    ],
    [
      'two check-ins of one scan that were not written together',
      [
        booked(4, 11),
        { what: 'checked-in', at: minute(50), ticket: 1, by: ORGANIZER, scanId: 'a' },
        { what: 'checked-in', at: minute(51), ticket: 2, by: ORGANIZER, scanId: 'a' },
      ],
    ],
    [
      'a scan that was handed in before it was made',
      [
        booked(4, 11),
        {
          what: 'checked-in',
          at: minute(50),
          ticket: 1,
          by: ORGANIZER,
          scanId: 'a',
          scannedAt: minute(52),
        },
      ],
    ],
    [
      'a ticket that was cancelled twice',
      [booked(6, 11), cancelling(2), handedOn(1), cancelling(2), handedOn(1)],
    ],
    ['a cancelled ticket that never existed', [booked(5, 11), cancelling(6), handedOn(1)]],
    ['a name on a void ticket', [booked(5, 11), cancelling(5), handedOn(1), named(5)]],
    ['a transfer of a void ticket', [booked(5, 11), cancelling(2), handedOn(1), transferred(2, 6)]],
    ['a new number that was given twice', [booked(4, 11), transferred(1, 5), transferred(2, 5, 'other')]],
    ['a transfer that was done twice', [booked(4, 11), transferred(1, 5, 'one'), transferred(5, 6, 'one')]],
  ])('finds %s', async (_, history) => {
    const stored = await aStored();
    await stored.rewrite('whole', { history });
    await expectFound(stored, { OneEffect: ['whole'] });
  });

  test('accepts names, transfers and cancellations of single tickets', async () => {
    const stored = await aStored();
    const history = [booked(5, 11), transferred(2, 6), named(1), cancelling(3), handedOn(1)];
    await stored.rewrite('whole', { history: [...history, transferred(6, 7)] });
    await expectFound(stored, {});
  });

  test('finds an entry that was confirmed without a promotion, and that others overtook', async () => {
    const stored = await aStored();
    await stored.rewrite('whole', { history: [joined(4, 11)] });
    await expectFound(stored, { NoOvertaking: ['whole', 'gone'], OneEffect: ['whole'] });
  });

  test('finds a booking that was promoted twice', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 2), promoted(1, 3)] });
    await stored.set(waitlistKey(stored.event.id), { promotionCount: 3 });
    await expectFound(stored, { OneEffect: ['second'] });
  });

  test('finds a cancelled booking without a cancellation in its history', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { status: 'cancelled' });
    await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 2 });
    await expectFound(stored, { OneEffect: ['second'] });
  });
});

test('An audit of Durable finds a promotion that is in no booking', async () => {
  const stored = await aStored();
  await stored.remove(bookingKey(stored.event, stored.bookings.second.id));
  await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 2 });
  const findings = await expectFound(stored, { Durable: [] });
  expect(evidenceOf(findings, 'Durable')).toBe('1 of 2 promotions are in no booking');
});

describe('An audit of WithinLimit', () => {
  const sameCustomer = { customerId: customerOf('whole') };
  test('finds a customer over the limit whose bookings are each within it', async () => {
    const stored = await aStored();
    await stored.rewrite('first', sameCustomer);
    await stored.rewrite('next', sameCustomer);
    await expectFound(stored, { WithinLimit: ['whole', 'first', 'next'] });
  });

  test('finds guests of one address over the limit, whose customers are different', async () => {
    const stored = await aStored();
    for (const name of ['whole', 'first', 'next'] as const)
      await stored.rewrite(name, { limitedAs: 'a digest of the address' });
    await expectFound(stored, { WithinLimit: ['whole', 'first', 'next'] });
  });

  test('finds a customer who waits with more bookings than the event allows', async () => {
    const oneWaits = { waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 1 } } as const;
    const stored = await aStored(undefined, oneWaits);
    await stored.rewrite('last', { customerId: customerOf('next') });
    const findings = await expectFound(stored, { WithinLimit: ['next', 'last'] });
    expect(evidenceOf(findings, 'WithinLimit')).toBe(
      '4 customers with at most 4 tickets and 1 waiting booking each, 1 with more',
    );
  });

  test('accepts more tickets than the limit if the organizer booked them', async () => {
    const stored = await aStored();
    const block = (by?: string): Partial<Booking> => ({
      history: [{ what: 'booked', at: minute(11), quantity: 4, ...(by && { by, why: 'Sponsor' }) }],
    });
    await stored.set(eventKey(stored.event.id), { maxPerCustomer: 3, maxPerBooking: 3 });
    await stored.rewrite('whole', block(ORGANIZER));
    await expectFound(stored, {});
    await stored.rewrite('whole', block());
    await expectFound(stored, { WithinLimit: ['whole'] });
  });

  describe('of a waitlist with a limit', () => {
    const limited = { enabled: true, policy: 'strict', limit: 9 } as const;
    const says = async (
      stored: Awaited<ReturnType<typeof aStored>>,
      evidence: string,
      found: Record<string, string[]> = {},
    ) => {
      const findings = await expectFound(stored, { WithinLimit: [], ...found });
      expect(evidenceOf(findings, 'WithinLimit')).toContain(evidence);
    };
    const withRoom = (stored: Awaited<ReturnType<typeof aStored>>, unassignedRoom: number) =>
      stored.set(waitlistKey(stored.event.id), { unassignedRoom });

    test('finds room that does not add up', async () => {
      const stored = await aStored(undefined, { waitlist: limited });
      await withRoom(stored, 6);
      await says(stored, '2 wait with room for 6 in a waitlist limited to 9', { NoLostTicket: [] });
    });

    test('finds a shard through which more joined than it had room for', async () => {
      const stored = await aStored(undefined, { waitlist: limited });
      await withRoom(stored, 8);
      await stored.set(shardKey(stored.event.id, 0), { waitlistRoom: -1 });
      await says(stored, 'more joined through a shard than it had room for');
    });

    test('finds that more waited at a time, unless the limit was changed', async () => {
      const stored = await aStored(undefined, { waitlist: limited });
      await stored.set(eventKey(stored.event.id), { waitlist: { ...limited, limit: 1 } });
      await withRoom(stored, -1);
      await says(stored, 'waited at once in a waitlist limited to 1');
      await stored.set(waitlistKey(stored.event.id), { waitlistLimit: 1 });
      await expectFound(stored, {});
    });
  });

  test('accepts a customer with as many tickets as the limit', async () => {
    const stored = await aStored();
    for (const name of ['first', 'second'] as const) {
      await stored.rewrite(name, { customerId: customerOf('second') });
    }
    await expectFound(stored, {});
  });

  test('is in doubt once the event was changed', async () => {
    const stored = await aStored();
    await stored.rewrite('first', sameCustomer);
    await stored.set(eventKey(stored.event.id), { revision: 1 });
    await expectFound(stored, { 'WithinLimit?': ['whole', 'first'] });
  });
});

describe('An audit of Mine', () => {
  const cancelledBy = (by: string) => [booked(3, 10), cancelled(1, by), handedOn(1)];

  test('finds a cancellation by another customer', async () => {
    const stored = await aStored();
    await stored.rewrite('partly', { history: cancelledBy(customerOf('whole')) });
    await expectFound(stored, { Mine: ['partly'] });
  });

  test('finds a check-in by the customer', async () => {
    const stored = await aStored();
    const by = customerOf('whole');
    const checkIn: HistoryEntry = { what: 'checked-in', at: minute(50), ticket: 1, by, scanId: 'a' };
    await stored.rewrite('whole', { history: [booked(4, 11), checkIn] });
    await expectFound(stored, { Mine: ['whole'] });
  });

  test('accepts a cancellation by an admin', async () => {
    const stored = await aStored();
    const admin = { id: realRuntime.newId(), name: 'Admin', email: 'admin@example.com' };
    const rest = {
      role: 'admin',
      passwordHash: '',
      createdAt: '2029-01-01T00:00:00.000Z',
      sessionGeneration: 0,
    } as const;
    await table.client.send(
      new PutCommand({ TableName: table.name, Item: toUserItem({ ...admin, ...rest }) }),
    );
    await stored.rewrite('partly', { history: cancelledBy(admin.id) });
    await expectFound(stored, {});
  });
});
