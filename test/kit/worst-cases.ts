/**
 * The situations in which requests cost most: long lists, a long waitlist, events of 256 shards, the largest bookings.
 * `route-bounds.ts` has a request for each route in one of them.
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { makeAccounts, makePerson, type Person, personOf } from '../../bin/local/people.ts';
import { runtime, staffPorts, table, tickets } from '../../functions/compose.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import { hashOf } from '../../functions/credentials/sessions.ts';
import { checkInTickets } from '../../functions/domain/door/check-in-tickets.ts';
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking, TicketHolders } from '../../functions/domain/model/booking.ts';
import { BOOKING_LIMIT_BYTES, bytesOf } from '../../functions/domain/model/booking-size.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT,
  EVENT_QUOTA_DEFAULT_EVENTS,
  RECORDS_TOLD_HOLDERS_LIMIT,
} from '../../functions/domain/model/limits.ts';
import { EMPTY_LOG } from '../../functions/domain/model/notice-log.ts';
import { normalizeEmail, type Role, type User } from '../../functions/domain/model/user.ts';
import { type Delivery, deliveryIdAt } from '../../functions/domain/model/webhook-delivery.ts';
import { appointMember } from '../../functions/domain/staff/appoint-member.ts';
import { announcementStore } from '../../functions/store/announcements.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { quotaKey } from '../../functions/store/items/event-quota.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { claimKey, marksKey } from '../../functions/store/items/waitlist-marks.ts';
import { toDeliveryItem } from '../../functions/store/items/webhook-delivery.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { sessionStore } from '../../functions/store/sessions.ts';
import { commit } from '../../functions/store/table/commit.ts';
import { MAY_EXIST } from '../../functions/store/table/existence.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { isWritten } from '../../functions/store/table/write.ts';
import { userStore } from '../../functions/store/users.ts';
import { aBoxoffice, type Boxoffice } from './boxoffice.ts';
import { LONG_NAMED, LONGEST_NAMED, LONGEST_TEXTS } from './metering.ts';
import { NO_MAIL } from './staff.ts';
import { aBooking, storeBookings } from './stored-bookings.ts';
import { anEndpoint } from './webhook-sender.ts';

export const PASSWORD = 'correct horse battery';

/** Events of one page of a list, each of as many shards as there can be. */
const LISTED_EVENTS = 100;
/** The length of the waitlist of which the last position is asked. */
const WAITING_BOOKINGS = 3_000;
/** Events of one customer, each with as many bookings as there can be. */
const CUSTOMER_EVENTS = 10;
const USERS = 600;
const DELIVERIES = 400;
const BATCH_ITEMS = 25;
/** Left in the largest booking for what is done to it. */
const ROOM_BYTES = 2_000;
/** Tickets of the largest booking. */
const LARGEST_BOOKING = 97;

const LARGEST = { capacity: 100_000, peakRequestsPerSecond: 10_000 };

export type World = Awaited<ReturnType<typeof aWorld>>;

/**
 * `crowded`: an event at the end of whose waitlist is `last`, a booking of `customer`. `rush`: one of 256 shards, in whose waitlist,
 * of which no marks are stored, the last of many who joined in three seconds is `lastOfRush`, a booking of `customer`. `holder`: a
 * customer of many bookings. `mine`: creates events of `organizer`.
 */
export async function aWorld() {
  const boxoffice = aBoxoffice();
  const passwordHash = await hashPassword(PASSWORD);
  const [organizer, admin, customer] = [
    await makePerson('organizer'),
    await makePerson('admin'),
    await makePerson(),
  ];
  const mine = (fields: Partial<CreateEvent>) => boxoffice.anEvent({ organizerId: organizer.id, ...fields });
  await makeAccounts(USERS, 'attendee');
  for (let made = 0; made < LISTED_EVENTS; made += 1) {
    await mine({ ...LARGEST, ...LONGEST_TEXTS, startsAt: '2098-01-01T20:00:00.000Z' });
  }
  const rush = await mine(LARGEST);
  const crowded = await mine({ capacity: 1 });
  const last = await aLongWaitlist(boxoffice, crowded, customer);
  const lastOfRush = await storeWaiting(boxoffice, rush, customer, (place) => place % rush.shardCount);
  const endpoint = await anEndpoint(organizer.id);
  const deliveries = Array.from({ length: DELIVERIES }, (_, n) => aDelivery(endpoint.id, n));
  await putAll(deliveries.map(toDeliveryItem));
  return {
    ...{ organizer, admin, customer, rush, crowded, last, lastOfRush, endpoint, mine },
    delivery: deliveries[0] as Delivery,
    holder: await aCustomerOfMany(boxoffice, mine),
    anAccount: (role: Role = 'attendee') => anAccount(role, passwordHash),
    aConfirmedAccount: () => anAccount('attendee', passwordHash, { isAddressConfirmed: true }),
    /** A booking of the most tickets that is as large as it may grow, of an event of its own, and the code of one ticket. */
    async aHolding(fields: Partial<CreateEvent> = {}, quantity = LARGEST_BOOKING) {
      const event = await mine({ ...LARGEST, maxPerBooking: LARGEST_BOOKING, ...fields });
      const person = await makePerson();
      const made = await boxoffice.book(event, { customerId: person.id, quantity, attendee: LONG_NAMED });
      const booking = await grown(event, made);
      const [code = ''] = await tickets().issue(event.id, booking.id, [1]);
      const path = { eventId: event.id, bookingId: booking.id, number: '1' };
      return { event, person, booking, code, path };
    },
    /** An event with so many announcements, in the largest form, as those of earlier days. */
    async anAnnouncedEvent(count: number) {
      const event = await mine({ capacity: 1 });
      const { write } = announcementStore(boxoffice.table);
      const [subject, text] = ['𝔸'.repeat(100), '𝔸'.repeat(3_000)];
      const ids = Array.from({ length: count }, () => runtime.newId());
      for (const [earlier, id] of ids.entries()) {
        const made = { eventId: event.id, number: earlier + 1, id, subject, text, to: 'all' as const };
        const earlierIds = ids.slice(0, earlier);
        await write({ ...made, at: 0, by: organizer.id, fingerprint: id, earlierIds });
      }
      return event;
    },
    /** An event with so many bookings, each of which is as large as it may be. */
    async anEventOfLargest(count: number) {
      const event = await mine({ capacity: count });
      for (let made = 0; made < count; made += 1) await grown(event, aBooking(event));
      return event;
    },
    cancel: (booking: Booking) => boxoffice.cancel(booking),
    /** Notes that everything of a booking with two history entries was told, in the longest log. */
    async tell(event: Event, { id }: Booking) {
      const notices = noticeStore(boxoffice.table);
      const [attempt, now] = ['told', Date.now()];
      await notices.claim(event, id, EMPTY_LOG, { attempt, now, until: now + 1 });
      const records = Array.from({ length: RECORDS_TOLD_HOLDERS_LIMIT }, (_, entry) => ({
        ...{
          kind: 'event-changed' as const,
          entry,
          at: now,
          outcome: 'unsubscribed' as const,
          toHolderOf: entry,
        },
      }));
      await notices.settle(event, id, attempt, { records, handledEntries: 2, nextLookAt: undefined, now });
    },
    /** Removes what requests before stored of the waitlist's positions. */
    async forgetMarks({ id }: Event) {
      const forgotten = [marksKey(id), claimKey(id)];
      await commit(
        boxoffice.table,
        forgotten.map((key) => ({ delete: key, when: MAY_EXIST })),
      );
    },
    /** The codes of tickets, each of a booking of its own, which is as large as it may be. */
    async codesOf(event: Event, count: number) {
      const codes: string[] = [];
      for (let made = 0; made < count; made += 1) {
        const { id } = await grown(event, await boxoffice.book(event));
        codes.push(...(await tickets().issue(event.id, id, [1])));
      }
      return codes;
    },
    async checkIn(event: Event, { id: bookingId }: Booking) {
      const actor = { userId: organizer.id, role: 'organizer' } as const;
      const scan = { eventId: event.id, bookingId, actor, idempotencyKey: undefined };
      await checkInTickets(scan, { ...boxoffice.ports, codes: tickets(), users: userStore(boxoffice.table) });
    },
    /** Appoints a manager who is an organizer. @returns their id. */
    async appoint(eventId: string) {
      const fields = { isAddressConfirmed: true } as const;
      const { id: userId, email } = await anAccount('organizer', passwordHash, fields);
      const actor = { userId: organizer.id, role: 'organizer' } as const;
      await appointMember(
        { eventId, actor, email, role: 'manager', idempotencyKey: undefined, ...NO_MAIL },
        staffPorts(),
      );
      return userId;
    },
    /** An organizer of whose quota nothing is left before those events are left out that are no more. */
    async aBusyOrganizer() {
      const person = await makePerson('organizer');
      const eventIds = Array.from({ length: EVENT_QUOTA_DEFAULT_EVENTS }, () => runtime.newId());
      await putAll([{ ...quotaKey(person.id), eventIds, shardTotal: 4 * eventIds.length, raises: 1 }]);
      return person;
    },
    async anOffer() {
      const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 } as const;
      const event = await mine({ capacity: 1, waitlist });
      const held = await boxoffice.book(event);
      const person = await makePerson();
      const booking = await boxoffice.book(event, { customerId: person.id, attendee: LONG_NAMED });
      await boxoffice.cancel(held);
      await boxoffice.serve();
      return { path: { eventId: event.id, bookingId: booking.id }, token: person.token };
    },
  };
}

/** Sells the event out, and stores a waitlist whose last booking is that of `customer`. */
async function aLongWaitlist(boxoffice: Boxoffice, event: Event, customer: Person): Promise<Booking> {
  await boxoffice.book(event);
  await boxoffice.book(event);
  return storeWaiting(boxoffice, event, customer, () => 0);
}

async function storeWaiting(
  { table: own }: Boxoffice,
  event: Event,
  customer: Person,
  shardOf: (place: number) => number,
): Promise<Booking> {
  const before = runtime.now() - WAITING_BOOKINGS;
  const waiting = Array.from({ length: WAITING_BOOKINGS }, (_, place) => {
    const isLast = place === WAITING_BOOKINGS - 1;
    const owner = isLast ? { customerId: customer.id } : {};
    const arrival = before + place;
    const shard = shardOf(place);
    return aBooking(event, { status: 'waitlisted', arrival, shard, attendee: LONG_NAMED, ...owner });
  });
  await storeBookings(own, event, waiting);
  return waiting.at(-1) as Booking;
}

/** A customer with as many bookings as fit into what one answer reads. */
async function aCustomerOfMany(
  { table: own }: Boxoffice,
  mine: (fields: Partial<CreateEvent>) => Promise<Event>,
): Promise<Person> {
  const person = await makePerson();
  for (let made = 0; made < CUSTOMER_EVENTS; made += 1) {
    const event = await mine({ startsAt: '2098-06-01T20:00:00.000Z' });
    const bookings = Array.from({ length: BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT }, () =>
      aBooking(event, { customerId: person.id, attendee: LONG_NAMED }),
    );
    await storeBookings(own, event, bookings);
    const bookingIds = bookings.map(({ id }) => id);
    const { shardCount } = event;
    await putAll([{ ...tallyKey(person.id, event.id), held: bookingIds.length, bookingIds, shardCount }]);
  }
  return person;
}

/** An account that can log in, with one open session. */
async function anAccount(role: Role, passwordHash: string, fields: Partial<User> = {}) {
  const [id, sessionId, secret] = [runtime.newId(), runtime.newId(), runtime.newId()];
  const email = normalizeEmail(`${id}@example.com`);
  const createdAt = new Date(runtime.now()).toISOString();
  const person = { id, name: 'Ada', email, role, passwordHash };
  const user: User = { ...person, createdAt, sessionGeneration: 0, ...fields };
  const expiresAt = runtime.now() + 60 * 60 * 1000;
  const session = { id: sessionId, userId: id, tokenHash: hashOf(secret), expiresAt, generation: 0 };
  await userStore(table()).create(user, session);
  const { token } = await personOf(session);
  return { id, email, token, refreshToken: `${sessionId}.${secret}`, sessionId };
}

/** Opens further sessions of an account. */
export async function openSessions({ id: userId }: Pick<Person, 'id'>, count: number): Promise<void> {
  for (let opened = 0; opened < count; opened += 1) {
    const session = { id: runtime.newId(), userId, tokenHash: 'a'.repeat(43), generation: 0 };
    await sessionStore(table()).create({ ...session, expiresAt: runtime.now() + 60 * 60 * 1000 });
  }
}

function aDelivery(endpointId: string, nth: number): Delivery {
  const at = runtime.now() - nth;
  return {
    ...{ id: deliveryIdAt(at, runtime.newId()), endpointId, webhookId: `webhook-${nth}`, at },
    webhook: { type: 'webhook.test', entry: 0, at },
    ...{ cause: 'entry', attempt: 1, durationMs: 10, outcome: 'failed' },
    answer: { status: 500, text: 'a'.repeat(1_000) },
  };
}

/** Stores items as they are. */
export async function putAll(items: Item[]): Promise<void> {
  const { client, name } = table();
  for (let start = 0; start < items.length; start += BATCH_ITEMS) {
    const requests = items.slice(start, start + BATCH_ITEMS).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
  }
}

/** Names tickets of the booking, from the last one on, until it is almost as large as it may be. */
export async function grown(event: Event, booking: Booking): Promise<Booking> {
  const named = { ...booking, ticketHolders: {} as TicketHolders };
  for (let ticket = LARGEST_BOOKING; ticket > 1; ticket -= 1) {
    // A cancellation removes names alone, and keeps whom it has to tell.
    named.ticketHolders[ticket] = { ...LONGEST_NAMED, email: LONG_NAMED.email };
    if (bytesOf(named) > BOOKING_LIMIT_BYTES - ROOM_BYTES) break;
  }
  await isWritten(table(), { put: toBookingItem(event, named), when: MAY_EXIST });
  return named;
}
