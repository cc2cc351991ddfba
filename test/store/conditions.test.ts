/**
 * Each rule exists twice: as a pure function in the domain and as a condition in the store. These tests compare the
 * two, on random states and at the boundaries: the engine must decide like the function.
 */

import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Booking, type HistoryEntry, isExpired } from '../../functions/domain/model/booking.ts';
import { waitingEnded } from '../../functions/domain/model/end-bookings.ts';
import { copiedTerms, type Event } from '../../functions/domain/model/event.ts';
import { BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from '../../functions/domain/model/limits.ts';
import { salesState } from '../../functions/domain/model/sale-terms.ts';
import { joinVerdict, type Shard, takeVerdict } from '../../functions/domain/model/shard.ts';
import { hasRole, ROLES, type Role, type User } from '../../functions/domain/model/user.ts';
import type { BookingStore, Tally, TallyCheck } from '../../functions/domain/ports/booking-store.ts';
import type { WaitlistStore } from '../../functions/domain/ports/waitlist-store.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { toShardItem } from '../../functions/store/items/shard.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { toUserItem } from '../../functions/store/items/user.ts';
import { toWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { userStore } from '../../functions/store/users.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { aBoxoffice, createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

const RUNS = { numRuns: 150 };
const NOW = Date.parse('2030-01-01T00:00:00.000Z');
const CUSTOMER = 'customer';

let testTable: TestTable;
let table: Table;
let bookings: BookingStore;
let waitlist: WaitlistStore;
let event: Event;
beforeAll(async () => {
  testTable = await createTestTable();
  table = strictTable(TABLE_NAME);
  bookings = bookingStore(table);
  waitlist = waitlistStore(table);
  event = await aBoxoffice().anEvent({ maxPerCustomer: 10 });
});
afterAll(() => testTable.stop());

const put = (item: Item) => table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));

const putShard = (shard: Shard) => put(toShardItem(event, shard));

async function readShard(): Promise<Shard | undefined> {
  const shards = await eventStore(table).readShards(event, 'strong');
  return shards.find((shard) => shard.index === 0);
}

/** A write of a new booking, by default of a new customer without a stored tally. */
function aWrite(
  quantity: number,
  customerId = realRuntime.newId(),
  tally: TallyCheck = { kind: 'within-limit' },
) {
  const booking: Booking = {
    id: realRuntime.newId(),
    eventId: event.id,
    customerId,
    status: 'confirmed',
    quantity,
    granted: 0,
    released: 0,
    arrival: NOW,
    fingerprint: '',
    history: [{ what: 'booked', at: NOW, quantity }],
    cancellations: {},
    shard: 0,
  };
  return { event, booking, now: NOW, tally, isAtDoor: false };
}

/** Instants just before, at and just after now, and far away. */
const instants = fc.constantFrom(NOW - 100_000, NOW - 1, NOW, NOW + 1, NOW + 100_000);
/** Mostly the value that a sale needs, so that a single other field often decides the outcome. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const shards = (closed: boolean): fc.Arbitrary<Shard> =>
  fc.record({
    index: fc.constant(0),
    freeTickets: fc.integer({ min: 0, max: 4 }),
    closed: mostly(closed, fc.constant(!closed)),
    joined: fc.constant(0),
    salesOpenAt: mostly(NOW - 1, instants),
    salesCloseAt: mostly(NOW + 1, instants),
    doorClosesAt: mostly(NOW + 1, instants),
    maxPerCustomer: mostly(10, fc.constantFrom(9, 11)),
  });

describe.each([
  ['SHARD_SELLS', false],
  ['SHARD_SELLS_AT_DOOR', true],
])('%s', (_, isAtDoor) => {
  test('lets a booking take tickets exactly if `takeVerdict` says yes, and takes the requested quantity', async () => {
    const verdicts = new Set<string>();
    await fc.assert(
      fc.asyncProperty(shards(false), fc.integer({ min: 1, max: 4 }), async (shard, quantity) => {
        await putShard(shard);
        const request = { now: NOW, quantity, maxPerCustomer: event.maxPerCustomer, isAtDoor };
        const verdict = takeVerdict(shard, request);
        verdicts.add(verdict);
        const write = { ...aWrite(quantity), isAtDoor };
        const outcome = await bookings.take({ ...write, takes: [{ index: 0, quantity }] });
        const taken = verdict === 'yes' ? quantity : 0;
        expect(outcome).toEqual(verdict === 'yes' ? { kind: 'done' } : { kind: 'refused', shards: [shard] });
        expect(await readShard()).toEqual({ ...shard, freeTickets: shard.freeTickets - taken });
      }),
      RUNS,
    );
    expect([...verdicts].sort()).toEqual(
      ['yes', 'terms-changed', 'sales-not-open', 'sales-closed', 'closed', 'short'].sort(),
    );
  });

  test.each([
    ['open at exactly now', NOW, NOW + 1, 'done'],
    ['open a millisecond from now', NOW + 1, NOW + 2, 'refused'],
    ['close at exactly now', NOW - 1, NOW, 'refused'],
    ['close a millisecond from now', NOW - 1, NOW + 1, 'done'],
  ])('sales that %s', async (_, salesOpenAt, salesCloseAt, kind) => {
    const window = { salesOpenAt, salesCloseAt, doorClosesAt: salesCloseAt };
    await putShard({ index: 0, freeTickets: 1, closed: false, joined: 0, maxPerCustomer: 10, ...window });
    const write = { ...aWrite(1), isAtDoor, takes: [{ index: 0, quantity: 1 }] };
    expect(await bookings.take(write)).toMatchObject({ kind });
    expect(salesState(asStated(salesOpenAt, salesCloseAt), NOW) === 'open').toBe(kind === 'done');
  });
});

/** @returns the sales window, given in ms since the epoch, in the fields of an event. */
const asStated = (salesOpenAt: number, salesCloseAt: number) => ({
  startsAt: new Date(salesCloseAt).toISOString(),
  salesOpenAt: new Date(salesOpenAt).toISOString(),
  salesCloseAt: new Date(salesCloseAt).toISOString(),
});

describe('UNASSIGNED_SELL_AT_DOOR', () => {
  const doorSale = () => ({ ...aWrite(2), isAtDoor: true });
  const afterSales = {
    sellsInOrder: true,
    areShardsEmpty: true,
    unassignedTickets: 2,
    salesCloseAt: NOW,
    doorClosesAt: NOW + 1,
  };

  test.each<[string, Item, boolean]>([
    ['takes the last unassigned tickets after sales have closed', {}, true],
    ['takes none while sales are open and others wait', { salesCloseAt: NOW + 1 }, false],
    ['takes none after the event has ended', { doorClosesAt: NOW }, false],
    ['takes none before the shards are empty', { areShardsEmpty: false }, false],
    ['takes none if there are fewer than requested', { unassignedTickets: 1 }, false],
    ['takes none if the limit of a customer has changed', { maxPerCustomer: 9 }, false],
  ])('%s', async (_, fields, isSold) => {
    await put({ ...toWaitlistItem(event), ...afterSales, ...fields });
    expect((await bookings.takeUnassigned(doorSale())).kind).toBe(isSold ? 'done' : 'refused');
    expect((await waitlist.read(event)).unassigned).toBe(isSold ? 0 : (fields['unassignedTickets'] ?? 2));
  });
});

describe('SHARD_ADMITS_TO_WAITLIST', () => {
  test('lets a booking join exactly if `joinVerdict` says yes, and counts it', async () => {
    const verdicts = new Set<string>();
    await fc.assert(
      fc.asyncProperty(shards(true), async (shard) => {
        await putShard(shard);
        const verdict = joinVerdict(shard, { now: NOW, maxPerCustomer: event.maxPerCustomer });
        verdicts.add(verdict);
        const outcome = await bookings.join({ ...aWrite(1), shard: 0, atOnce: false });
        expect(outcome).toEqual(verdict === 'yes' ? { kind: 'done' } : { kind: 'refused', shards: [shard] });
        expect(await readShard()).toEqual({ ...shard, joined: verdict === 'yes' ? 1 : 0 });
      }),
      RUNS,
    );
    expect([...verdicts].sort()).toEqual(['yes', 'terms-changed', 'sales-not-open', 'sales-closed'].sort());
  });
});

describe('The limit of a customer', () => {
  const manyTickets = { index: 0, freeTickets: 1_000, closed: false, joined: 0, maxPerCustomer: 10 };
  const open = { salesOpenAt: NOW, salesCloseAt: NOW + 1, doorClosesAt: NOW + 1 };
  const openShard = () => putShard({ ...manyTickets, ...open });
  const LIMIT = BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT;

  const putTally = (tally: Tally) =>
    put({ ...tallyKey(CUSTOMER, event.id), ...tally, shardCount: event.shardCount });
  const aTally = (held: number, count: number): Tally => ({
    held,
    bookingIds: Array.from({ length: count }, (_, n) => `booking-${n}`),
    raises: count,
  });
  const take = (quantity: number, tally?: TallyCheck) =>
    bookings.take({ ...aWrite(quantity, CUSTOMER, tally), takes: [{ index: 0, quantity }] });

  test('allows a booking exactly if the held and the requested tickets together are within it', async () => {
    await openShard();
    const held = fc.integer({ min: 0, max: 12 });
    const count = fc.constantFrom(0, 1, LIMIT - 1, LIMIT, LIMIT + 1);
    await fc.assert(
      fc.asyncProperty(held, count, fc.integer({ min: 1, max: 10 }), async (has, bookingCount, quantity) => {
        const tally = aTally(has, bookingCount);
        await putTally(tally);
        const isWithin = has + quantity <= event.maxPerCustomer && bookingCount < LIMIT;
        expect(await take(quantity)).toEqual(
          isWithin ? { kind: 'done' } : { kind: 'refused', shards: [], tally },
        );
      }),
      { numRuns: 60 },
    );
  });

  test('allows the first booking of a customer without a tally', async () => {
    await openShard();
    await table.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: tallyKey(CUSTOMER, event.id) }));
    expect(await take(event.maxPerCustomer)).toEqual({ kind: 'done' });
    expect(await take(1)).toMatchObject({ kind: 'refused', tally: { held: event.maxPerCustomer } });
  });

  test.each([
    ['with as many raises as the recount saw', 3, 'done'],
    ['with one more', 4, 'refused'],
    ['with one fewer', 2, 'refused'],
  ])('replaces only a tally that was not raised since it was recounted: %s', async (_, raises, kind) => {
    await openShard();
    await putTally({ ...aTally(10, 3), raises });
    const recounted = { kind: 'recounted' as const, held: 5, bookingIds: ['booking-1'], seenRaises: 3 };
    expect(await take(2, recounted)).toMatchObject({ kind });
    if (kind === 'done') expect(await take(3)).toEqual({ kind: 'done' });
  });
});

describe('WAITLIST_HAS_ROOM', () => {
  const LIMIT = 3;
  const limited = (): Event => ({ ...event, waitlist: { ...event.waitlist, limit: LIMIT } });

  test('lets a booking join a waitlist with a limit exactly while sales are open and fewer bookings wait', async () => {
    const fields = fc.record({
      joinedCount: fc.integer({ min: 0, max: LIMIT + 1 }),
      salesOpenAt: mostly(NOW - 1, instants),
      salesCloseAt: mostly(NOW + 1, instants),
      maxPerCustomer: mostly(10, fc.constantFrom(9, 11)),
    });
    await fc.assert(
      fc.asyncProperty(fields, async (stored) => {
        await put({ ...toWaitlistItem(event), sellsInOrder: true, ...stored });
        const asShard = {
          ...copiedTerms(event),
          index: 0,
          freeTickets: 0,
          closed: true,
          joined: 0,
          ...stored,
        };
        const verdict = joinVerdict(asShard, { now: NOW, maxPerCustomer: event.maxPerCustomer });
        const isLetIn = verdict === 'yes' && stored.joinedCount < LIMIT;
        const outcome = await bookings.join({ ...aWrite(1), event: limited(), shard: 0, atOnce: false });
        expect(outcome.kind).toBe(isLetIn ? 'done' : 'refused');
        if (outcome.kind === 'refused') {
          expect(outcome.waitlist).toMatchObject({
            joined: stored.joinedCount,
            salesCloseAt: stored.salesCloseAt,
          });
        }
        expect((await waitlist.read(event)).joined).toBe(stored.joinedCount + (isLetIn ? 1 : 0));
      }),
      { numRuns: 80 },
    );
  });
});

describe('An offer', () => {
  const anOffer = (offerExpiresAt: number): Booking => ({
    ...aWrite(2).booking,
    status: 'offered',
    offerExpiresAt,
    released: 1,
  });
  const aroundNow = [NOW - 1, NOW, NOW + 1];
  const putShards = async (salesCloseAt: number) => {
    for (let index = 0; index < event.shardCount; index += 1) {
      const terms = { ...copiedTerms(event), salesCloseAt };
      await putShard({ index, freeTickets: 0, closed: true, joined: 0, ...terms });
    }
  };
  const acceptedOf = ({ offerExpiresAt: _offerExpiresAt, ...offer }: Booking): Booking => ({
    ...offer,
    status: 'confirmed',
    history: [...offer.history, offer.history[0] as HistoryEntry],
  });

  test.each(aroundNow)(
    'SALES_HAVE_NOT_CLOSED: can be accepted exactly before sales close, here at %i',
    async (closeAt) => {
      const offer = anOffer(NOW + 1_000);
      await put(toBookingItem(event, offer));
      await putShards(closeAt);
      const isAccepted = await bookings.change(event, offer, acceptedOf(offer), { now: NOW, dueAt: NOW });
      expect(isAccepted).toBe(salesState(asStated(0, closeAt), NOW) === 'open');
      expect((await bookings.read(event, offer.id))?.status).toBe(isAccepted ? 'confirmed' : 'offered');
    },
  );

  test.each(aroundNow)(
    'OFFER_HAS_NOT_RUN_OUT: that expires at %i can be accepted exactly until then',
    async (endsAt) => {
      const offer = anOffer(endsAt);
      await put(toBookingItem(event, offer));
      await putShards(NOW + 1_000);
      const isAccepted = await bookings.change(event, offer, acceptedOf(offer), { now: NOW, dueAt: NOW });
      expect(isAccepted).toBe(!isExpired(offer, NOW));
      expect((await bookings.read(event, offer.id))?.status).toBe(isAccepted ? 'confirmed' : 'offered');
    },
  );

  test.each(aroundNow)(
    'OFFER_RAN_OUT_AS_SEEN: that expires at %i is withdrawn exactly from then on',
    async (endsAt) => {
      const offer = anOffer(endsAt);
      await put(toBookingItem(event, offer));
      await put({ ...toWaitlistItem(event), sellsInOrder: true, areShardsEmpty: true });
      const release = { bookingId: offer.id, quantity: 3, expired: 2 };
      const batch = { collect: [release], promote: [], unassigned: 3 };
      const when = { now: NOW, lookAt: NOW, last: true };
      const isTaken = await waitlist.writeBatch(event, await waitlist.read(event), batch, when);
      expect(isTaken).toBe(isExpired(offer, NOW));
      expect(await bookings.read(event, offer.id)).toMatchObject(
        isTaken
          ? { status: 'cancelled', quantity: 0, released: 0 }
          : { status: 'offered', quantity: 2, released: 1 },
      );
    },
  );

  test.each<[string, Partial<Booking>]>([
    ['was accepted', { status: 'confirmed' }],
    ['was partly cancelled', { quantity: 1, released: 2 }],
    ['was declined', { status: 'cancelled', quantity: 0, released: 3 }],
  ])('OFFER_RAN_OUT_AS_SEEN: that %s in between is unchanged', async (_, fields) => {
    const offer = { ...anOffer(NOW - 1), ...fields };
    await put(toBookingItem(event, offer));
    await put({ ...toWaitlistItem(event), sellsInOrder: true, areShardsEmpty: true });
    const batch = {
      collect: [{ bookingId: offer.id, quantity: 3, expired: 2 }],
      promote: [],
      unassigned: 3,
    };
    const when = { now: NOW, lookAt: NOW, last: true };
    expect(await waitlist.writeBatch(event, await waitlist.read(event), batch, when)).toBe(false);
    expect(await bookings.read(event, offer.id)).toEqual(offer);
  });
});

describe('The clerk’s conditions', () => {
  const putWaitlist = (fields: Item) => put({ ...toWaitlistItem(event), ...fields });
  const nobody = { collect: [], promote: [], unassigned: 0 };
  const when = { now: NOW, lookAt: NOW, last: true };

  test.each([
    ['no process closes the sale', {}, true],
    ['the lease expired a millisecond ago', { closerUntil: NOW - 1 }, true],
    ['the lease ends at exactly now', { closerUntil: NOW }, false],
    ['the sale is closed already', { sellsInOrder: true }, false],
  ])('NOBODY_IS_CLOSING: %s', async (_, fields, isElected) => {
    await putWaitlist(fields);
    expect(await waitlist.electCloser(event, NOW, NOW + 2_000)).toBe(isElected);
  });

  test.each([
    ['the next', 8, true],
    ['the current one', 7, false],
    ['the one after the next', 9, false],
  ])('PASS_IS_NEXT: %s', async (_, pass, isOpened) => {
    await putWaitlist({ sellsInOrder: true, passNumber: 7 });
    expect(await waitlist.startPass(event, pass, '~')).toBe(isOpened);
    await putWaitlist({ sellsInOrder: false, passNumber: 7 });
    expect(await waitlist.startPass(event, pass, '~')).toBe(false);
  });

  test.each([
    ['another pass', { pass: 8 }],
    ['other unassigned tickets', { unassigned: 3 }],
    ['another pending capacity', { pendingCapacity: 1 }],
    ['another end of sales', { salesCloseAt: NOW }],
  ])('UNASSIGNED_IS_WHAT_WAS_SEEN: a batch planned with %s is not written', async (_, seen) => {
    await putWaitlist({ sellsInOrder: true, passNumber: 7, unassignedTickets: 2 });
    const state = { ...(await waitlist.read(event)), ...seen };
    expect(await waitlist.writeBatch(event, state, nobody, when)).toBe(false);
    expect(await waitlist.writeBatch(event, await waitlist.read(event), nobody, when)).toBe(true);
  });

  test.each([
    ['a millisecond before sales close', NOW + 1],
    ['at the instant they close', NOW],
  ])(
    'SALES_HAVE_NOT_CLOSED: a promotion %s is written exactly if `salesState` says open',
    async (_, closeAt) => {
      const boxoffice = aBoxoffice();
      const own = await boxoffice.anEvent({ capacity: 1 });
      await boxoffice.book(own);
      const waiter = await boxoffice.book(own);
      await put({
        ...toWaitlistItem(own),
        sellsInOrder: true,
        areShardsEmpty: true,
        unassignedTickets: 1,
        salesCloseAt: closeAt,
      });
      const { entries } = await waitlist.readHead(own, { upTo: '~' });
      const promote = entries.map((entry) => ({ entry, quantity: entry.quantity }));
      const batch = { collect: [], promote, unassigned: 0 };
      expect(entries.map((entry) => entry.bookingId)).toEqual([waiter.id]);
      const isOpen = salesState(asStated(0, closeAt), NOW) === 'open';
      expect(await waitlist.writeBatch(own, await waitlist.read(own), batch, when)).toBe(isOpen);
    },
  );
});

describe('SALES_HAVE_CLOSED', () => {
  test.each([
    ['a millisecond before sales close', NOW + 1],
    ['at the instant they close', NOW],
  ])('a waitlisted booking %s is ended exactly if `salesState` says closed', async (_, closeAt) => {
    const boxoffice = aBoxoffice();
    const own = await boxoffice.anEvent({ capacity: 1 });
    await boxoffice.book(own);
    const waiter = await boxoffice.book(own);
    await put({ ...toWaitlistItem(own), sellsInOrder: true, areShardsEmpty: true, salesCloseAt: closeAt });
    const before = await bookings.read(own, waiter.id);
    if (before === undefined) throw new Error('The booking is not stored.');
    const ended = [{ before, after: waitingEnded(before, NOW, 'sales-closed') }];
    const isEnded = await waitlist.endBookings(own, await waitlist.read(own), ended, {
      lookAt: undefined,
      afterSales: { now: NOW },
    });
    expect(isEnded).toBe(salesState(asStated(0, closeAt), NOW) === 'closed');
    expect((await bookings.read(own, waiter.id))?.status).toBe(isEnded ? 'cancelled' : 'waitlisted');
  });
});

describe('A change of role', () => {
  const [id, witnessId] = ['person', 'witness'];
  const aUser = (userId: string, role: Role): User => ({
    id: userId,
    name: 'Ada',
    email: 'ada@example.com',
    role,
    passwordHash: '',
    createdAt: '2030-01-01T00:00:00.000Z',
    sessionGeneration: 3,
  });

  test('ROLE_IS_WHAT_WAS_SEEN, WITNESS_IS_ADMIN: is written exactly if the stored role was seen and the witness is an admin', async () => {
    const role = fc.constantFrom<Role>(...ROLES);
    await fc.assert(
      fc.asyncProperty(role, role, role, role, async (stored, seen, witness, next) => {
        await put(toUserItem(aUser(id, stored)));
        await put(toUserItem(aUser(witnessId, witness)));
        const isVouchedFor = hasRole({ userId: witnessId, role: witness }, 'admin');
        const outcome = await userStore(table).changeRole(aUser(id, seen), next, witnessId);
        const refused = stored === seen ? 'no-witness' : 'failed';
        const isDone = stored === seen && isVouchedFor;
        expect(outcome).toBe(isDone ? 'done' : refused);
        expect(await userStore(table).read(id)).toMatchObject(
          isDone ? { role: next, sessionGeneration: 4 } : { role: stored, sessionGeneration: 3 },
        );
      }),
      RUNS,
    );
  });

  test.each(['attendee', 'organizer', 'admin'] as const)('does not create an account: %s', async (role) => {
    await put(toUserItem(aUser(witnessId, 'admin')));
    const nobody = aUser('nobody', role);
    expect(await userStore(table).changeRole(nobody, 'admin', witnessId)).toBe('failed');
    expect(await userStore(table).read('nobody')).toBeUndefined();
  });

  test('counts from 0 for an account that was stored without a generation', async () => {
    const { sessionGeneration: _, ...item } = toUserItem(aUser(id, 'attendee'));
    await put(item);
    await put(toUserItem(aUser(witnessId, 'admin')));
    const stored = await userStore(table).read(id);
    expect(stored).toMatchObject({ sessionGeneration: 0 });
    expect(await userStore(table).changeRole(stored as User, 'organizer', witnessId)).toBe('done');
    expect(await userStore(table).read(id)).toMatchObject({ role: 'organizer', sessionGeneration: 1 });
  });
});
