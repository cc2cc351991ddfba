/**
 * Persons are erased from bookings a stated time after the event, by itself, whatever dies on the way: from all bookings, once,
 * and from no booking of an event that was put off. The books still balance, and nothing is read while nothing is due.
 */
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eraseAfterEvents } from '../../functions/domain/bookings/erase-after-events.ts';
import { nameTicket } from '../../functions/domain/bookings/name-ticket.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { ERASURE_TIME_MS } from '../../functions/domain/model/limits.ts';
import type { SecurityEvent } from '../../functions/domain/model/security-event.ts';
import type { ErasureStore } from '../../functions/domain/ports/erasure-store.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import { bookingNameStore } from '../../functions/store/booking-names.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { erasureStore } from '../../functions/store/erasures.ts';
import { eventStore } from '../../functions/store/events.ts';
import { ERASURE_IS_OPEN, EVENT_IS_UNCHANGED } from '../../functions/store/items/event.ts';
import { fromSecurityEventItem } from '../../functions/store/items/security-event.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import {
  aBoxoffice,
  type Boxoffice,
  createTestTable,
  realRuntime,
  TABLE_NAME,
  type TestTable,
} from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { meter } from '../kit/metering.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { soundLog, toNoticesItem } from '../kit/sound-notices.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { aBooking, storeBookings } from '../kit/stored-bookings.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';

/** A new table for each test, because all events of a table are looked at. */
let testTable: TestTable;
beforeEach(async () => {
  await testTable?.stop();
  testTable = await createTestTable();
});
afterAll(() => testTable.stop());

const DAY_MS = 24 * 60 * 60 * 1000;
const ENDS = Date.parse('2099-01-02T00:00:00.000Z');
const ADA = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
const GRACE = { firstName: 'Grace', lastName: 'Hopper' };

const iso = (at: number) => new Date(at).toISOString();
const clockAt = (at: number): Runtime => ({ ...realRuntime, now: () => at });
const organizerOf = ({ organizerId: userId }: Event) => ({ userId, role: 'organizer' as const });

type Run = {
  days?: number;
  at?: number;
  table?: Table;
  runtime?: Runtime;
  erasures?: ErasureStore;
  sendsMail?: boolean;
};

/** Runs once, by default 31 days after the end of the events, of which persons are kept for 30 days. */
function run({
  days = 30,
  at = ENDS + 31 * DAY_MS,
  table,
  runtime = clockAt(at),
  erasures,
  sendsMail = false,
}: Run = {}) {
  const own = table ?? strictTable(TABLE_NAME);
  return eraseAfterEvents({
    eraseAfterMs: days * DAY_MS,
    sendsMail,
    notices: noticeStore(own),
    erasures: erasures ?? erasureStore(own),
    events: eventStore(own),
    bookings: bookingStore(own),
    names: bookingNameStore(own),
    securityLog: aSecurityLog(),
    runtime,
  });
}

/** An event with a guest's booking, one of an account with a named ticket, and one that was cancelled. */
async function anEventWithPeople(boxoffice: Boxoffice, fields: Partial<CreateEvent> = {}): Promise<Event> {
  const event = await boxoffice.anEvent({ endsAt: iso(ENDS), ...fields });
  await boxoffice.book(event, { quantity: 2, attendee: ADA, limitedAs: 'a digest' });
  const named = await boxoffice.book(event);
  const actor = { userId: named.customerId, role: 'attendee' as const };
  await nameTicket(
    { eventId: event.id, bookingId: named.id, number: 1, actor, holder: GRACE },
    boxoffice.ports,
  );
  await boxoffice.cancel(await boxoffice.book(event, { attendee: ADA }));
  await boxoffice.serve();
  return event;
}

async function itemsWhere(isWanted: (item: Item) => boolean): Promise<Item[]> {
  const { client } = strictTable(TABLE_NAME);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }));
  return Items.filter(isWanted);
}

async function trailOf({ id }: Event): Promise<SecurityEvent[]> {
  const items = await itemsWhere(({ pk }) => String(pk).startsWith('SECURITY#'));
  return items.map(fromSecurityEventItem).filter(({ eventId }) => eventId === id);
}

/** @returns of each booking whether it names somebody, and how often a person was erased from it. */
async function peopleIn(boxoffice: Boxoffice, event: Event) {
  const { bookings } = await boxoffice.snapshot(event);
  return bookings.map(({ attendee, ticketHolders, history }) => ({
    isNamed: attendee !== undefined || ticketHolders !== undefined,
    erased: history.filter(({ what }) => what === 'person-erased').length,
  }));
}

const NOBODY = Array.from({ length: 3 }, () => ({ isNamed: false, erased: 1 }));

/** Expects all persons erased, once, nothing left to do, and the books to balance. */
async function expectErased(boxoffice: Boxoffice, event: Event): Promise<void> {
  expect(await peopleIn(boxoffice, event)).toEqual(NOBODY);
  expect(await trailOf(event)).toMatchObject([{ kind: 'event-erased' }]);
  const left = await itemsWhere(({ pk, sk }) => pk === `EVENT#${event.id}` && sk === 'ERASURE');
  expect(left).toEqual([]);
  const later = aBoxoffice(() => ({ runtime: clockAt(ENDS + 40 * DAY_MS) }));
  expect(await later.broken(event)).toEqual([]);
}

describe('Persons are erased from the bookings of an event', () => {
  test('so many days after its end, once, and then nothing is read of it', async () => {
    const boxoffice = aBoxoffice();
    const event = await anEventWithPeople(boxoffice);
    const before = await boxoffice.snapshot(event);
    await run({ at: ENDS + 30 * DAY_MS - 1 });
    expect(await boxoffice.snapshot(event)).toEqual(before);
    const table = strictTable(TABLE_NAME);
    const uses = meter(table);
    await run({ at: ENDS + 30 * DAY_MS - 1, table });
    expect(uses).toMatchObject([{ command: 'QueryCommand', units: 0.5 }]);
    await run({ at: ENDS + 30 * DAY_MS });
    await expectErased(boxoffice, event);
    uses.length = 0;
    await run({ table });
    expect(uses).toMatchObject([{ command: 'QueryCommand', units: 0.5 }]);
  });

  test('that states no end a day after its start, and of a cancelled one after its cancellation', async () => {
    const boxoffice = aBoxoffice();
    const startsAt = iso(ENDS);
    const [open, cancelled] = [
      await boxoffice.anEvent({ startsAt }),
      await anEventWithPeople(boxoffice, { startsAt, endsAt: iso(ENDS + DAY_MS) }),
    ];
    await boxoffice.book(open, { attendee: ADA });
    await cancelEvent({ eventId: cancelled.id, actor: organizerOf(cancelled), ...NO_MAIL }, boxoffice.ports);
    await boxoffice.serve();
    await run({ at: Date.now() + 29 * DAY_MS });
    expect((await peopleIn(boxoffice, cancelled)).some(({ isNamed }) => isNamed)).toBe(true);
    await run({ at: Date.now() + 30 * DAY_MS });
    expect(await peopleIn(boxoffice, cancelled)).toEqual(NOBODY);
    await run({ at: ENDS + 31 * DAY_MS - 1 });
    expect(await peopleIn(boxoffice, open)).toEqual([{ isNamed: true, erased: 0 }]);
    await run({ at: ENDS + 31 * DAY_MS });
    expect(await peopleIn(boxoffice, open)).toEqual([{ isNamed: false, erased: 1 }]);
  });

  test('by what is stated now, also if it was stated after the bookings, and not before its new end', async () => {
    const boxoffice = aBoxoffice();
    const event = await anEventWithPeople(boxoffice);
    const change = { endsAt: iso(ENDS + 10 * DAY_MS) };
    await changeEvent({ eventId: event.id, actor: organizerOf(event), change }, boxoffice.ports);
    await run({ at: ENDS + 39 * DAY_MS });
    await run({ at: ENDS + 50 * DAY_MS, days: 365 });
    expect((await peopleIn(boxoffice, event)).some(({ erased }) => erased > 0)).toBe(false);
    await run({ at: ENDS + 50 * DAY_MS });
    expect(await peopleIn(boxoffice, event)).toEqual(NOBODY);
  });
});

test.each(['before', 'after'] as const)(
  'whose process dies %s any of its calls, are erased once by the next run',
  async (moment) => {
    const boxoffice = aBoxoffice();
    let deaths = 0;
    for (;;) {
      const event = await anEventWithPeople(boxoffice);
      const dying = dyingTable(deaths + 1, moment);
      await run({ table: dying.table }).catch(() => undefined);
      await run();
      await expectErased(boxoffice, event);
      if (!dying.died()) break;
      deaths += 1;
    }
    // The index, event, progress, four partitions, for each of three bookings, the progress, and the end.
    expect(deaths).toBeGreaterThanOrEqual(12);
  },
  60_000,
);

describe('Of an event that two runs erase at once, the trail gets', () => {
  /** @returns how many entries the trail has after a second run that comes whole between the last steps of the first. */
  async function entriesOfTwoRuns(table: Table): Promise<number> {
    const event = await anEventWithPeople(aBoxoffice());
    const erasures = erasureStore(table);
    const meanwhile = async (...end: Parameters<typeof erasures.finish>) => {
      await run({ table });
      return erasures.finish(...end);
    };
    await run({ table, erasures: { ...erasures, finish: meanwhile } });
    return (await trailOf(event)).length;
  }

  test('one entry', async () => {
    expect(await entriesOfTwoRuns(strictTable(TABLE_NAME))).toBe(1);
  });

  test('a negative control: two without the condition on the end of the erasure', async () => {
    expect(await entriesOfTwoRuns(tableWithout(ERASURE_IS_OPEN))).toBe(2);
  });
});

describe('Where customers are told by mail', () => {
  /** An event with three bookings of its last hour, and nothing told of them yet. */
  async function anUntoldEvent() {
    const boxoffice = aBoxoffice(() => ({ runtime: clockAt(ENDS - 3_600_000) }));
    return {
      boxoffice,
      event: await anEventWithPeople(boxoffice, { startsAt: iso(ENDS - 1_800_000) }),
    };
  }
  const erasedIn = async (boxoffice: Boxoffice, event: Event) =>
    (await peopleIn(boxoffice, event)).filter(({ erased }) => erased > 0).length;

  test('nobody is erased before they were told what happened, and everybody once no mail is tried any more', async () => {
    const { boxoffice, event } = await anUntoldEvent();
    await run({ days: 1, at: ENDS + DAY_MS, sendsMail: true });
    expect(await erasedIn(boxoffice, event)).toBe(0);
    expect(await trailOf(event)).toEqual([]);
    await run({ days: 1, at: ENDS + 3 * DAY_MS, sendsMail: true });
    await expectErased(boxoffice, event);
  });

  test('who was told is erased at once, and the others of the page later', async () => {
    const { boxoffice, event } = await anUntoldEvent();
    const [told, ...others] = (await boxoffice.snapshot(event)).bookings;
    const { client } = strictTable(TABLE_NAME);
    const putLog = (booking: Booking) =>
      client.send(
        new PutCommand({ TableName: TABLE_NAME, Item: toNoticesItem(event, booking.id, soundLog(booking)) }),
      );
    await putLog(told as Booking);
    await run({ days: 1, at: ENDS + DAY_MS, sendsMail: true });
    expect(await erasedIn(boxoffice, event)).toBe(1);
    await Promise.all(others.map(putLog));
    await run({ days: 1, at: ENDS + DAY_MS, sendsMail: true });
    await expectErased(boxoffice, event);
  });

  test('nobody is erased from a cancelled event before the booking has ended with it', async () => {
    const { boxoffice, event } = await anUntoldEvent();
    const cancelledAt = clockAt(ENDS - 1_800_000);
    await cancelEvent(
      { eventId: event.id, actor: organizerOf(event), ...NO_MAIL },
      { ...boxoffice.ports, runtime: cancelledAt },
    );
    await run({ days: 1, at: ENDS + 2 * DAY_MS, sendsMail: true });
    expect(await erasedIn(boxoffice, event)).toBe(0);
  });

  test('a negative control: a service that does not look at what was told erases them a day after the event', async () => {
    const { boxoffice, event } = await anUntoldEvent();
    await run({ days: 1, at: ENDS + DAY_MS, sendsMail: false });
    expect(await erasedIn(boxoffice, event)).toBe(3);
  });
});

describe('Of an event that is put off while persons are erased', () => {
  /** Puts the event off when its end is about to be noted. @returns the event afterwards, with its pending-work key. */
  async function putOffAtTheEnd(table: Table) {
    const boxoffice = aBoxoffice();
    const event = await anEventWithPeople(boxoffice);
    const change = { endsAt: iso(ENDS + 100 * DAY_MS) };
    const erasures = erasureStore(table);
    await eraseAfterEvents({
      eraseAfterMs: DAY_MS,
      sendsMail: false,
      notices: noticeStore(table),
      erasures: {
        ...erasures,
        finish: async (...end) => {
          await changeEvent({ eventId: event.id, actor: organizerOf(event), change }, boxoffice.ports);
          return erasures.finish(...end);
        },
      },
      events: eventStore(table),
      bookings: bookingStore(table),
      names: bookingNameStore(table),
      securityLog: aSecurityLog(),
      runtime: clockAt(ENDS + 31 * DAY_MS),
    });
    await boxoffice.book(event, { attendee: ADA });
    await run({ at: ENDS + 131 * DAY_MS });
    return peopleIn(boxoffice, event);
  }

  test('those who book then are erased after its new end', async () => {
    const people = await putOffAtTheEnd(strictTable(TABLE_NAME));
    expect(people).toHaveLength(4);
    expect(people).toEqual(people.map(() => ({ isNamed: false, erased: 1 })));
  });

  test('a negative control: without the condition on the event they are kept for ever', async () => {
    const people = await putOffAtTheEnd(tableWithout(EVENT_IS_UNCHANGED));
    expect(people.filter(({ isNamed }) => isNamed)).toHaveLength(1);
  });

  test('nobody is erased from a page that is read after it', async () => {
    const boxoffice = aBoxoffice();
    const event = await anEventWithPeople(boxoffice);
    const table = strictTable(TABLE_NAME);
    const events = eventStore(table);
    let reads = 0;
    await eraseAfterEvents({
      eraseAfterMs: DAY_MS,
      sendsMail: false,
      notices: noticeStore(table),
      erasures: erasureStore(table),
      events: {
        ...events,
        read: async (eventId) => {
          reads += 1;
          if (reads === 2) {
            const change = { endsAt: iso(ENDS + 100 * DAY_MS) };
            await changeEvent({ eventId, actor: organizerOf(event), change }, boxoffice.ports);
          }
          return events.read(eventId);
        },
      },
      bookings: bookingStore(table),
      names: bookingNameStore(table),
      securityLog: aSecurityLog(),
      runtime: clockAt(ENDS + 31 * DAY_MS),
    });
    expect((await peopleIn(boxoffice, event)).some(({ erased }) => erased > 0)).toBe(false);
  });
});

test('a large event is erased in bounded steps, at a bounded cost for each booking', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ endsAt: iso(ENDS) });
  const bookings = Array.from({ length: 600 }, () => aBooking(event, { attendee: ADA }));
  await storeBookings(strictTable(TABLE_NAME), event, bookings);
  const table = strictTable(TABLE_NAME);
  const uses = meter(table);
  // Each look at the clock takes half of a step's time, so that each step erases one page.
  const runtime = () => {
    let looks = 0;
    return { ...realRuntime, now: () => ENDS + 31 * DAY_MS + (ERASURE_TIME_MS / 2) * looks++ };
  };
  const inStep: number[] = [];
  for (let steps = 0; inStep.at(-1) !== 0; steps += 1) {
    expect(steps).toBeLessThan(20);
    const before = uses.filter(({ command }) => command === 'UpdateItemCommand').length;
    await run({ table, runtime: runtime() });
    inStep.push(uses.filter(({ command }) => command === 'UpdateItemCommand').length - before);
  }
  const erasing = inStep.filter((updates) => updates > 0);
  expect([erasing.length, Math.max(...erasing) < 300]).toEqual([event.shardCount, true]);
  expect(erasing.reduce((sum, updates) => sum + updates)).toBe(bookings.length);
  const units = uses.reduce((sum, use) => sum + use.units, 0);
  expect(units / bookings.length).toBeLessThan(2);
});
