/**
 * `Proved`: one fault of each kind is planted in the stored items of an event that breaks nothing, and the audit names
 * the guarantee and the bookings. Each event is audited before, too, so that nothing but the fault is found.
 */

import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/answer-offer.ts';
import type { Finding, GuaranteeName } from '../../functions/domain/audit/finding.ts';
import { type Audit, auditEvent } from '../../functions/domain/audit-event.ts';
import type { Booking, Fact } from '../../functions/domain/booking.ts';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { auditStore } from '../../functions/store/audits.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { entryKeyOf, toBookingItem, toUserItem } from '../../functions/store/items.ts';
import { bookingKey, eventKey, type Key, lineKey, shardKey } from '../../functions/store/keys.ts';
import {
  AUDITED_AT,
  aSoundEvent,
  booked,
  cancelled,
  customerOf,
  handedOn,
  joined,
  minute,
  type Name,
  ORGANIZER,
  promoted,
  type SoundEvent,
  storePicture,
} from '../kit/sound-event.ts';
import { aCast, aStage, realEnvironment, type Stage, TABLE_NAME } from '../kit/stage.ts';

let stage: Stage;
let table: Table;
beforeAll(async () => {
  stage = await aStage();
  table = openTable(TABLE_NAME);
});
afterAll(() => stage.stop());

/** An event in the table, and the ways to tamper with its items. */
type Stored = SoundEvent & {
  /** Writes a booking over the one that is there. */
  rewrite: (name: Name, fields: Partial<Booking>) => Promise<void>;
  /** Writes one more. */
  add: (like: Name, fields: Partial<Booking>) => Promise<string>;
  set: (key: Key, fields: Record<string, unknown>) => Promise<void>;
  remove: (key: Key) => Promise<void>;
  audit: () => Promise<Audit>;
};

async function aStored(change: (sound: SoundEvent) => void = () => {}, fields: Partial<Event> = {}) {
  const sound = aSoundEvent(realEnvironment.newId(), fields);
  change(sound);
  await storePicture(table, sound.picture);
  const { event, bookings } = sound;
  const put = (booking: Booking) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: toBookingItem(event, booking) }));
  const stored: Stored = {
    ...sound,
    async rewrite(name, changed) {
      await put({ ...bookings[name], ...changed });
    },
    async add(like, changed) {
      const booking = { ...bookings[like], id: realEnvironment.newId(), ...changed };
      await put(booking);
      return booking.id;
    },
    async set(key, changed) {
      const names = Object.keys(changed);
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: key,
          UpdateExpression: `SET ${names.map((_, n) => `#${n} = :${n}`)}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#${n}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name, n) => [`:${n}`, changed[name]])),
        }),
      );
    },
    async remove(key) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: key }));
    },
    audit: () =>
      auditEvent(event.id, {
        audit: auditStore(table),
        environment: { ...realEnvironment, now: () => AUDITED_AT },
      }),
  };
  expect(notHolding(await stored.audit())).toEqual({});
  return stored;
}

/** History says nothing of these whatever happens, so they are told apart. */
const UNSEEN = new Set<GuaranteeName>(['Durable', 'HonestAnswer']);

/** What does not hold, with whom it names; what is only in doubt has a question mark. */
function notHolding({ findings }: Audit): Record<string, string[]> {
  const found = findings.filter(
    ({ guarantee, holds }) => holds === false || (holds === null && !UNSEEN.has(guarantee)),
  );
  return Object.fromEntries(
    found.map(({ guarantee, holds, offenders }) => [
      holds === false ? guarantee : `${guarantee}?`,
      [...offenders].sort(),
    ]),
  );
}

type Expected = Partial<Record<GuaranteeName | `${GuaranteeName}?`, Name[]>>;

async function expectFound(stored: Stored, expected: Expected): Promise<Finding[]> {
  const audit = await stored.audit();
  const named = Object.entries(expected).map(([guarantee, names]) => [
    guarantee,
    names.map((name) => stored.bookings[name].id).sort(),
  ]);
  expect(notHolding(audit)).toEqual(Object.fromEntries(named));
  expect(audit.holds).toBe(!Object.keys(expected).some((guarantee) => !guarantee.endsWith('?')));
  return audit.findings;
}

const evidenceOf = (findings: Finding[], guarantee: GuaranteeName) =>
  findings.find((finding) => finding.guarantee === guarantee)?.evidence;

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
      '11 sales, places in the line and promotions within the sales window, 0 offers answered or run out on time',
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

describe('NoOversell is found broken by', () => {
  test('a ticket too many in a shard', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { freeTickets: 1 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('a ticket that is gone from the pool', async () => {
    const stored = await aStored();
    await stored.set(lineKey(stored.event.id), { poolTickets: 0 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('a counter below nought, though the sum is right', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { freeTickets: 1 });
    await stored.set(shardKey(stored.event.id, 1), { freeTickets: -1 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('a capacity that is not the sum of its parts', async () => {
    const stored = await aStored();
    await stored.set(eventKey(stored.event.id), { capacity: 9 });
    await expectFound(stored, { NoOversell: [] });
  });
});

describe('NoLostTicket is found broken by', () => {
  test('a release that nobody handed on', async () => {
    const stored = await aStored();
    const history = [booked(3, 10), cancelled(1, customerOf('partly'))];
    await stored.rewrite('partly', { released: 1, history });
    await stored.set(lineKey(stored.event.id), { poolTickets: 0 });
    await expectFound(stored, { NoLostTicket: ['partly'] });
  });

  test('an offer that ran out and that nobody collected', async () => {
    const stored = await aStored();
    const offer: Fact = { what: 'offered', at: minute(101), quantity: 2, turn: 1, expiresAt: minute(111) };
    await stored.set(eventKey(stored.event.id), {
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600 },
    });
    const fields = { status: 'offered', offerExpiresAt: minute(111) } as const;
    await stored.rewrite('first', { ...fields, history: [joined(2, 20), offer] });
    await expectFound(stored, { NoLostTicket: ['first'] });
  });

  test('somebody who waits and is not in the line', async () => {
    const stored = await aStored();
    await stored.remove(entryKeyOf(stored.event, stored.bookings.last));
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('a place in the line for another quantity than its booking', async () => {
    const stored = await aStored();
    await stored.set(entryKeyOf(stored.event, stored.bookings.last), { quantity: 4 });
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('a place in the line that belongs to nobody who waits', async () => {
    const stored = await aStored();
    await stored.set(entryKeyOf(stored.event, stored.bookings.left), { quantity: 3 });
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('a count of those who wait that is not how many wait', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { joinedCount: 3 });
    await expectFound(stored, { NoLostTicket: [] });
  });

  const wantsOne = ({ picture, bookings }: SoundEvent) => {
    Object.assign(bookings.next, { quantity: 1, history: [joined(1, 31)] });
    Object.assign(picture.line, { pool: 0 });
    Object.assign(picture.event, { capacity: 9 });
  };
  const putOneInThePool = async (stored: Stored) => {
    await stored.set(lineKey(stored.event.id), { poolTickets: 1 });
    await stored.set(eventKey(stored.event.id), { capacity: 10 });
  };

  test('a head of the line whose tickets are in the pool', async () => {
    const stored = await aStored(wantsOne);
    await putOneInThePool(stored);
    await expectFound(stored, { NoLostTicket: ['next'] });
  });

  test('under skip, somebody further back whose tickets are in the pool', async () => {
    const stored = await aStored(
      ({ picture, bookings }) => {
        Object.assign(bookings.last, { quantity: 1, history: [joined(1, 32)] });
        Object.assign(picture.line, { pool: 0 });
        Object.assign(picture.event, { capacity: 9 });
      },
      { waitlist: { enabled: true, policy: 'skip' } },
    );
    await putOneInThePool(stored);
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('not by a pool that nobody is served from: the line rests, or sales are over', async () => {
    const stored = await aStored(wantsOne);
    await putOneInThePool(stored);
    await stored.set(eventKey(stored.event.id), { waitlist: { enabled: false, policy: 'strict' } });
    await expectFound(stored, {});
    await stored.set(eventKey(stored.event.id), {
      waitlist: { enabled: true, policy: 'strict' },
      salesCloseAt: new Date(minute(200)).toISOString(),
    });
    await expectFound(stored, {});
  });

  test('and is only in doubt where somebody may still be on it', async () => {
    const stored = await aStored();
    const lately: Fact = { what: 'cancelled', at: AUDITED_AT - 1_000, quantity: 1, by: customerOf('partly') };
    await stored.rewrite('partly', { released: 1, history: [booked(3, 10), lately] });
    await stored.set(lineKey(stored.event.id), { poolTickets: 0 });
    await expectFound(stored, { 'NoLostTicket?': ['partly'] });
  });
});

describe('NoOvertaking is found broken by', () => {
  test('promotions in another order than the arrivals', async () => {
    const stored = await aStored();
    await stored.rewrite('first', { history: [joined(2, 20), promoted(2, 2)] });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    await expectFound(stored, { NoOvertaking: ['first'] });
  });

  test('a promotion past somebody who still waits', async () => {
    const stored = await aStored(({ bookings }) => {
      Object.assign(bookings.first, { arrival: minute(19) });
    });
    await stored.rewrite('second', { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
    await expectFound(stored, { NoOvertaking: ['next', 'last'] });
  });

  test('a promotion past somebody who left only afterwards', async () => {
    const stored = await aStored();
    const left: Fact = { what: 'left', at: minute(150), quantity: 1, by: customerOf('left') };
    await stored.rewrite('left', { history: [joined(1, 15), left] });
    await expectFound(stored, { NoOvertaking: ['left'] });
  });

  test('equal time stamps served against the order of the ids', async () => {
    const stored = await aStored(({ bookings: { first, second } }) => {
      const inOrder = first.id < second.id;
      first.history[1] = promoted(2, inOrder ? 1 : 2);
      second.history[1] = promoted(1, inOrder ? 2 : 1);
      second.arrival = first.arrival;
    });
    const { first, second } = stored.bookings;
    const inOrder = first.id < second.id;
    await stored.rewrite('first', { history: [joined(2, 20), promoted(2, inOrder ? 2 : 1)] });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, inOrder ? 1 : 2)] });
    await expectFound(stored, { NoOvertaking: [inOrder ? 'first' : 'second'] });
  });

  test('a sale past the line', async () => {
    const stored = await aStored();
    await stored.rewrite('whole', { arrival: minute(40), history: [booked(4, 40)] });
    await expectFound(stored, { NoOvertaking: ['whole'] });
  });

  test('two promotions with one number, of which one is then missing', async () => {
    const stored = await aStored();
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    const { findings } = await stored.audit();
    const { holds, offenders } = findings.find(({ guarantee }) => guarantee === 'NoOvertaking') ?? {};
    expect(holds).toBe(false);
    expect([stored.bookings.first.id, stored.bookings.second.id]).toContain(offenders?.[0]);
  });

  test('a promotion that the line has not counted', async () => {
    const stored = await aStored();
    await stored.set(lineKey(stored.event.id), { turnCount: 1 });
    await expectFound(stored, { NoOvertaking: ['second'] });
  });

  test('accept-fewer: a promotion past somebody who waits for the rest', async () => {
    const granted: Fact = { what: 'granted', at: minute(101), quantity: 1, turn: 1 };
    const stored = await aStored(
      ({ picture, bookings: { next } }) => {
        picture.line.pool = 0;
        picture.event.capacity = 9;
        Object.assign(next, { granted: 0 });
      },
      { waitlist: { enabled: true, policy: 'accept-fewer' } },
    );
    await stored.rewrite('first', { history: [joined(2, 20), granted, promoted(1, 3, 102)] });
    await stored.set(lineKey(stored.event.id), { turnCount: 3 });
    await expectFound(stored, { NoOvertaking: ['first'] });
  });

  test('not by somebody who joined too shortly before: that is in doubt', async () => {
    const stored = await aStored();
    const history: Fact[] = [{ what: 'joined', at: minute(101) - 2_000, quantity: 3 }];
    await stored.rewrite('next', { arrival: minute(20.5), history });
    await stored.remove(entryKeyOf(stored.event, stored.bookings.next));
    await stored.set(entryKeyOf(stored.event, { ...stored.bookings.next, arrival: minute(20.5) }), {
      quantity: 3,
    });
    await expectFound(stored, { 'NoOvertaking?': ['next'] });
  });
});

describe('Under skip NoOvertaking', () => {
  const skip = { waitlist: { enabled: true, policy: 'skip' } } as const;

  test('lets who wants fewer go first', async () => {
    const stored = await aStored(({ bookings: { first, second } }) => {
      first.history[1] = promoted(2, 2);
      second.history[1] = promoted(1, 1);
    }, skip);
    await expectFound(stored, {});
  });

  test('is found broken where as many tickets went past somebody who wanted no more', async () => {
    const stored = await aStored(undefined, skip);
    await stored.rewrite('second', { arrival: minute(33), history: [joined(1, 33), promoted(1, 2)] });
    await expectFound(stored, {});
    await stored.rewrite('first', { arrival: minute(34), history: [joined(2, 34), promoted(2, 1)] });
    await expectFound(stored, { NoOvertaking: ['second', 'last'] });
  });

  test('goes by what somebody wanted at the time', async () => {
    const stored = await aStored(undefined, skip);
    const fewer = (at: number): Fact => ({
      what: 'left',
      at: minute(at),
      quantity: 1,
      by: customerOf('next'),
    });
    const entry = entryKeyOf(stored.event, stored.bookings.next);
    await stored.set(entry, { quantity: 2 });
    await stored.rewrite('second', { history: [joined(1, 21), promoted(1, 1)] });
    await stored.rewrite('first', { arrival: minute(34), history: [joined(2, 34), promoted(2, 2)] });
    await stored.rewrite('last', { arrival: minute(35), history: [joined(2, 35)] });
    await stored.remove(entryKeyOf(stored.event, stored.bookings.last));
    await stored.set(entryKeyOf(stored.event, { ...stored.bookings.last, arrival: minute(35) }), {
      quantity: 2,
    });
    await stored.rewrite('next', { quantity: 2, history: [joined(3, 31), fewer(120)] });
    await expectFound(stored, {});
    await stored.rewrite('next', { quantity: 2, history: [joined(3, 31), fewer(90)] });
    await expectFound(stored, { NoOvertaking: ['next'] });
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

describe('OnTime is found broken by', () => {
  const OFFERS = { waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600 } } as const;
  const offered = (expiresAt: number, at = 101): Fact => ({
    what: 'offered',
    at: minute(at),
    quantity: 2,
    turn: 1,
    expiresAt: minute(expiresAt),
  });
  const answered = (what: 'accepted' | 'expired', at: number): Fact => ({
    what,
    at: minute(at),
    quantity: 2,
  });
  const withOffer = ({ bookings }: SoundEvent) => {
    bookings.first.history = [joined(2, 20), offered(111), answered('accepted', 105)];
  };
  const afterClose = 31 * 24 * 60 + 5;

  test.each<[string, Name, Fact[]]>([
    ['an offer accepted after it ran out', 'first', [joined(2, 20), offered(111), answered('accepted', 111)]],
    [
      'an offer that lasts longer than the event says',
      'first',
      [joined(2, 20), offered(120), answered('accepted', 105)],
    ],
    ['a sale before the opening', 'whole', [booked(4, -10)]],
    ['a sale after the close', 'whole', [booked(4, afterClose)]],
    ['a place in the line after the close', 'next', [joined(3, afterClose)]],
    ['a promotion after the close', 'second', [joined(1, 21), promoted(1, 2, afterClose)]],
  ])('%s', async (_, name, history) => {
    const stored = await aStored(withOffer, OFFERS);
    await stored.rewrite(name, { history });
    await expectFound(stored, { OnTime: [name] });
  });

  test('an offer taken back before it ran out', async () => {
    const stored = await aStored(withOffer, OFFERS);
    const expired = [joined(2, 20), offered(111), answered('expired', 110), handedOn(2)];
    await stored.rewrite('first', { status: 'cancelled', quantity: 0, history: expired });
    await stored.set(lineKey(stored.event.id), { poolTickets: 3 });
    await stored.set(entryKeyOf(stored.event, stored.bookings.next), { quantity: 4 });
    await stored.rewrite('next', { quantity: 4, history: [joined(4, 31)] });
    await expectFound(stored, { OnTime: ['first'] });
  });

  test('a promotion after the event was cancelled, whatever was changed before', async () => {
    const stored = await aStored();
    const cancelledAt = new Date(minute(90)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 2, cancelledAt, salesCloseAt: cancelledAt });
    await expectFound(stored, { OnTime: ['first', 'second'] });
  });

  test('and is only in doubt where the window may have been another', async () => {
    const stored = await aStored();
    const salesCloseAt = new Date(minute(90)).toISOString();
    await stored.set(eventKey(stored.event.id), { revision: 1, salesCloseAt });
    await expectFound(stored, { 'OnTime?': ['first', 'second'] });
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
    const rest = { role: 'admin', passwordHash: '', createdAt: '2029-01-01T00:00:00.000Z' } as const;
    await table.client.send(
      new PutCommand({ TableName: table.name, Item: toUserItem({ ...admin, ...rest }) }),
    );
    await stored.rewrite('partly', { history: cancelledBy(admin.id) });
    await expectFound(stored, {});
  });
});
