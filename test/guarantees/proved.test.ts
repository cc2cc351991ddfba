/**
 * `Proved`, for effects, limits and who may: one fault of each kind is planted in the stored items of an event that
 * breaks nothing, and the audit names the guarantee and the bookings. Each event is audited before, too, so that
 * nothing but the fault is found.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/answer-offer.ts';
import type { Booking, Fact } from '../../functions/domain/booking.ts';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import type { Table } from '../../functions/store/client.ts';
import { toUserItem } from '../../functions/store/items.ts';
import { bookingKey, eventKey, lineKey } from '../../functions/store/keys.ts';
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
import { aCast, aStage, realEnvironment, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { aStored, evidenceOf, expectFound } from '../kit/stored-event.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
let table: Table;
beforeAll(async () => {
  stage = await aStage();
  table = strictTable(TABLE_NAME);
});
afterAll(() => stage.stop());

test('a sound event holds all that history can show, and the rest is said to be unknown', async () => {
  const { findings, holds, bookings } = await (await aStored()).audit();
  expect([holds, bookings]).toEqual([true, 9]);
  expect(findings.map((found) => [found.guarantee, found.holds, found.evidence])).toEqual([
    ['NoOversell', true, '1 free + 9 held + 0 released = 10 tickets'],
    ['NoLostTicket', true, '0 releases left over, 2 waiting and 2 in the line, 1 tickets in the pool'],
    ['NoOvertaking', true, '2 promotions under strict among 6 who joined the line'],
    ['OneEffect', true, '9 of 9 bookings are what their history adds up to'],
    ['Durable', null, 'promotions 1 to 2 are all there; whether every answer is, history cannot tell'],
    ['HonestAnswer', null, 'not visible in history: refusals leave no trace'],
    ['WithinLimit', true, '6 customers with at most 4 tickets each'],
    [
      'OnTime',
      true,
      '11 sales, places in the line, promotions and accepted offers within the sales window, 0 offers answered or run out on time',
    ],
    ['Mine', true, '3 facts say by whom, each by somebody who may, who looked leaves no trace'],
  ]);
});

describe('Nothing is found in an event that was really sold, waited for, cancelled from and called off', () => {
  test.each<[string, Event['waitlist']]>([
    ['strict', { enabled: true, policy: 'strict' }],
    ['strict with offers', { enabled: true, policy: 'strict', offerTtlSeconds: 600 }],
    ['accept-fewer', { enabled: true, policy: 'accept-fewer' }],
    ['skip, with a limit', { enabled: true, policy: 'skip', limit: 8 }],
  ])('%s', async (_, waitlist) => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 6, waitlist });
    const holders: Booking[] = [];
    for (const quantity of [2, 3, 1]) holders.push(await cast.book(event, { quantity }));
    const waiters: Booking[] = [];
    for (const quantity of [3, 1, 2, 1, 2]) waiters.push(await cast.book(event, { quantity }));
    const [two, three] = holders as [Booking, Booking];
    const [first, second, third] = waiters as [Booking, Booking, Booking];
    const step = async (act: () => Promise<unknown>) => {
      await act();
      await cast.serve();
      expect(await cast.broken(event)).toEqual([]);
    };
    await step(() => cast.cancel(two));
    await step(() => cast.cancel(three, 2));
    await step(() => cast.cancel(third));
    const owner = { userId: first.customerId, role: 'attendee' } as const;
    const accept = { eventId: event.id, bookingId: first.id, actor: owner, answer: 'accept' } as const;
    if (waitlist.offerTtlSeconds !== undefined) await step(() => answerOffer(accept, cast.ports));
    await step(() => cast.cancel(second));
    const organizer = { userId: event.organizerId, role: 'organizer' } as const;
    await step(() => cancelEvent({ eventId: event.id, actor: organizer }, cast.ports));
    expect((await cast.picture(event)).line.cancellationDone).toBe(true);
  });
});

describe('OneEffect is found broken by', () => {
  const by = customerOf('whole');
  test.each<[string, Fact[]]>([
    ['a booking made twice', [booked(2, 11), booked(2, 11)]],
    ['a booking with no beginning', []],
    ['a booking that holds more than it was made for', [booked(3, 11)]],
    ['a booking that holds less', [booked(4, 11), cancelled(1, by), handedOn(1)]],
    ['a cancellation that nobody handed on', [booked(5, 11), cancelled(1, by)]],
    ['a cancellation handed on twice', [booked(5, 11), cancelled(1, by), handedOn(1), handedOn(1)]],
    ['tickets handed on that nobody gave up', [booked(4, 11), handedOn(1)]],
    [
      'one ticket that let two in',
      [
        booked(4, 11),
        { what: 'checked-in', at: minute(50), ticket: 1, by: ORGANIZER, scanId: 'a' },
        { what: 'checked-in', at: minute(51), ticket: 1, by: ORGANIZER, scanId: 'b' },
      ],
    ],
  ])('%s', async (_, history) => {
    const stored = await aStored();
    await stored.rewrite('whole', { history });
    await expectFound(stored, { OneEffect: ['whole'] });
  });

  test('a place in the line that was confirmed without a turn, for which others then went past', async () => {
    const stored = await aStored();
    await stored.rewrite('whole', { history: [joined(4, 11)] });
    await expectFound(stored, { NoOvertaking: ['whole', 'gone'], OneEffect: ['whole'] });
  });

  test('a booking promoted twice', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 2), promoted(1, 3)] });
    await stored.set(lineKey(stored.event.id), { turnCount: 3 });
    await expectFound(stored, { OneEffect: ['second'] });
  });

  test('a booking that is cancelled though nobody cancelled it', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { status: 'cancelled' });
    await stored.set(lineKey(stored.event.id), { poolTickets: 2 });
    await expectFound(stored, { OneEffect: ['second'] });
  });
});

test('Durable is found broken by a promotion that is in no booking', async () => {
  const stored = await aStored();
  await stored.remove(bookingKey(stored.event, stored.bookings.second.id));
  await stored.set(lineKey(stored.event.id), { poolTickets: 2 });
  const findings = await expectFound(stored, { Durable: [] });
  expect(evidenceOf(findings, 'Durable')).toBe('of 2 promotions 1 are in no booking');
});

describe('WithinLimit is found broken by', () => {
  const sameCustomer = { customerId: customerOf('whole') };
  test('one customer with several bookings, each of which would be allowed', async () => {
    const stored = await aStored();
    await stored.rewrite('first', sameCustomer);
    await stored.rewrite('next', sameCustomer);
    await expectFound(stored, { WithinLimit: ['whole', 'first', 'next'] });
  });

  test('not by a customer who has as many as the limit says', async () => {
    const stored = await aStored();
    for (const name of ['first', 'second'] as const) {
      await stored.rewrite(name, { customerId: customerOf('second') });
    }
    await expectFound(stored, {});
  });

  test('and is only in doubt once the event was changed', async () => {
    const stored = await aStored();
    await stored.rewrite('first', sameCustomer);
    await stored.set(eventKey(stored.event.id), { revision: 1 });
    await expectFound(stored, { 'WithinLimit?': ['whole', 'first'] });
  });
});

describe('Mine is found broken by', () => {
  const cancelledBy = (by: string) => [booked(3, 10), cancelled(1, by), handedOn(1)];

  test('a cancellation by another customer', async () => {
    const stored = await aStored();
    await stored.rewrite('partly', { history: cancelledBy(customerOf('whole')) });
    await expectFound(stored, { Mine: ['partly'] });
  });

  test('a check-in by the customer', async () => {
    const stored = await aStored();
    const by = customerOf('whole');
    const checkIn: Fact = { what: 'checked-in', at: minute(50), ticket: 1, by, scanId: 'a' };
    await stored.rewrite('whole', { history: [booked(4, 11), checkIn] });
    await expectFound(stored, { Mine: ['whole'] });
  });

  test('not by an admin', async () => {
    const stored = await aStored();
    const admin = { id: realEnvironment.newId(), name: 'Admin', email: 'admin@example.com' };
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
