/**
 * An announcement is told to each booking that it is for once: if its sender is killed after any of its writes, if two run at
 * the same time, and if the mail service or another sender is in its way. The negative control removes the claim.
 */
import { expect, test } from '@jest/globals';
import { writeAnnouncement } from '../../functions/domain/events/write-announcement.ts';
import type { Audience } from '../../functions/domain/model/announcement.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  ANNOUNCEMENT_TIME_MS,
  NOTICE_CLAIM_MS,
  NOTICE_RETRY_BASE_MS,
} from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { sendAnnouncement } from '../../functions/domain/notices/send-announcement.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { announcementStore } from '../../functions/store/announcements.ts';
import { NOTICE_CAN_BE_CLAIMED } from '../../functions/store/items/notices.ts';
import { listingStore } from '../../functions/store/listings.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { waitlistReader } from '../../functions/store/waitlist-reader.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();
const announcements = announcementStore(strictTable(TABLE_NAME));

/** Writes an announcement. @returns its number. */
async function announce(event: Event, to: Audience = 'all'): Promise<number> {
  const draft = { subject: 'Doors open at seven', text: 'An hour earlier.', to };
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  const ports = { ...boxoffice.ports, announcements, sendsMail: true };
  const { announcement } = await writeAnnouncement({ eventId: event.id, actor, draft }, undefined, ports);
  return announcement.number;
}

/** A sender of announcements that notes what it sends. */
function anAnnouncer({
  table = strictTable(TABLE_NAME),
  ...fields
}: {
  table?: Table;
  laterMs?: number;
} = {}) {
  const sender = aSender({ table, ...fields });
  // Everybody has an address of their own, because one address gets a number of announcements in a day.
  const addressees = async (ids: string[]) =>
    new Map(ids.map((id) => [id, { name: 'Ada', email: `${id}@example.com` }]));
  const ports = {
    ...sender.ports,
    users: { addressees },
    listings: listingStore(table),
    waitlist: waitlistReader(table),
    announcements: announcementStore(table),
  };
  return { ...sender, ports };
}

/** Somebody who waits, and whose place a repeat of the request has confirmed, so that it is told at once. */
async function aWaiter(event: Event): Promise<Booking> {
  const request = { customerId: realRuntime.newId(), idempotencyKey: 'place' };
  await boxoffice.book(event, request);
  return boxoffice.book(event, request);
}

/** Customers who know already that they hold the only ticket, or wait: one holder and as many waiters. */
async function anAudience(waiting = 1): Promise<{ event: Event; holder: Booking; waiters: Booking[] }> {
  const event = await boxoffice.anEvent({ capacity: 1 });
  const holder = await boxoffice.book(event);
  const waiters = await Promise.all(Array.from({ length: waiting }, () => aWaiter(event)));
  const { ports } = aSender();
  await sendNotices(
    event,
    [holder, ...waiters].map(({ id }) => id),
    ports,
  );
  return { event, holder, waiters };
}

const progressOf = async ({ id }: Event, number: number) => (await announcements.read(id, number))?.progress;

test('An announcement reaches whom it is for, each once, and nobody who books later', async () => {
  const { event } = await anAudience();
  const numbers = [await announce(event, 'holders'), await announce(event, 'waiters'), await announce(event)];
  await boxoffice.book(event);
  const told: unknown[] = [];
  for (const number of numbers) {
    const { notices, ports } = anAnnouncer();
    await sendAnnouncement(event, number, ports);
    await sendAnnouncement(event, number, ports);
    const own = notices.filter(({ kind }) => kind === 'announcement');
    told.push(own.map(({ held, chances }) => [held, chances?.position]).sort());
  }
  expect(told).toEqual([
    [[1, undefined]],
    [[0, 1]],
    [
      [0, 1],
      [1, undefined],
    ],
  ]);
  const counts = { sent: 2, unsubscribed: 0, notSent: 0, delayed: 0 };
  expect(await progressOf(event, 3)).toMatchObject({ counts, doneAt: expect.any(Number) });
});

test('An announcement is told by the next sender if one dies after any of its writes', async () => {
  for (let index = 1; ; index += 1) {
    const { event } = await anAudience();
    const number = await announce(event);
    const { table, died } = dyingTable(index, 'after', (command) => command === 'UpdateItemCommand');
    const first = anAnnouncer({ table });
    await sendAnnouncement(event, number, first.ports).catch(() => undefined);
    const second = anAnnouncer({ laterMs: NOTICE_CLAIM_MS + 1 });
    await sendAnnouncement(event, number, second.ports);
    const told = [...first.notices, ...second.notices].map(({ held }) => held);
    expect([index, [...new Set(told)].sort()]).toEqual([index, [0, 1]]);
    // One mail at most is sent twice to each of the two bookings that were being told: that after which the sender died.
    expect(told.length).toBeLessThanOrEqual(4);
    expect((await progressOf(event, number))?.doneAt).toBeDefined();
    if (!died()) break;
  }
});

test('An announcement is told once by senders at the same time, and more often without the claim', async () => {
  const tell = async (table: Table) => {
    const { event } = await anAudience();
    const number = await announce(event);
    const [one, other] = [anAnnouncer({ table }), anAnnouncer({ table })];
    // The other one has read a notice log before the first one claims, sends and settles.
    const { readMany } = other.ports.notices;
    let isFirst = true;
    other.ports.notices.readMany = async (...asked) => {
      const seen = await readMany(...asked);
      if (isFirst) {
        isFirst = false;
        await sendAnnouncement(event, number, one.ports);
      }
      return seen;
    };
    await sendAnnouncement(event, number, other.ports);
    expect(await progressOf(event, number)).toMatchObject({ step: 1, counts: { sent: 2 } });
    return [...one.sent, ...other.sent].length;
  };
  expect(await tell(strictTable(TABLE_NAME))).toBe(2);
  expect(await tell(tableWithout(NOTICE_CAN_BE_CLAIMED))).toBe(3);
});

test('An announcement that the mail service refuses now is told later, after what happened to the booking', async () => {
  const { event, holder } = await anAudience(0);
  const number = await announce(event);
  const failing = anAnnouncer();
  failing.ports.sender.send = async () => {
    throw new Busy();
  };
  await sendAnnouncement(event, number, failing.ports);
  expect(await progressOf(event, number)).toMatchObject({ counts: { sent: 0, delayed: 1 } });
  await boxoffice.cancel(await boxoffice.book(event), undefined);
  const early = aSender();
  await sendNotices(event, [holder.id], early.ports);
  expect(early.sent).toEqual([]);
  const later = aSender({ laterMs: 2 * NOTICE_RETRY_BASE_MS });
  await sendNotices(event, [holder.id], later.ports);
  await sendNotices(event, [holder.id], later.ports);
  expect(later.sent).toEqual(['announcement 1']);
});

test('A booking that another sender is telling something is told the announcement by that sender', async () => {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event);
  const number = await announce(event);
  const [busy, announcer] = [aSender(), anAnnouncer()];
  const { send } = busy.ports.sender;
  busy.ports.sender.send = async (notice) => {
    if (notice.notice.kind === 'booked') await sendAnnouncement(event, number, announcer.ports);
    return send(notice);
  };
  await sendNotices(event, [booking.id], busy.ports);
  expect([busy.sent, announcer.sent]).toEqual([['booked 1', 'announcement 1'], []]);
  expect(await progressOf(event, number)).toMatchObject({ counts: { delayed: 1 } });
});

test('A waiter who gets a ticket while the announcement is being sent is told and counted once', async () => {
  const { event, holder } = await anAudience();
  const number = await announce(event);
  const { notices, ports } = anAnnouncer();
  const { bookings } = ports.listings;
  const promoteFirst: typeof bookings = async function* (...asked) {
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    yield* bookings(...asked);
  };
  await sendAnnouncement(event, number, {
    ...ports,
    listings: { ...ports.listings, bookings: promoteFirst },
  });
  const told = notices.map(({ kind, held }) => `${kind} ${held}`);
  expect(told).toEqual(['announcement 0', 'promoted 1']);
  expect(await progressOf(event, number)).toMatchObject({ counts: { sent: 1 } });
});

test('An announcement goes on where its time was over, with the positions of the waitlist', async () => {
  const { event } = await anAudience(3);
  const number = await announce(event);
  const { notices, ports } = anAnnouncer();
  let looks = 0;
  const now = () => {
    looks += 1;
    return realRuntime.now() + looks * ANNOUNCEMENT_TIME_MS;
  };
  const { waitlist } = ports.listings;
  const twoAtOnce = (some: Event, after: string) => waitlist(some, after, 2);
  const slow = {
    ...ports,
    runtime: { ...ports.runtime, now },
    listings: { ...ports.listings, waitlist: twoAtOnce },
  };
  const steps: (string | undefined)[] = [];
  for (let done = false; !done; ) {
    looks = 0;
    await sendAnnouncement(event, number, slow);
    const progress = await progressOf(event, number);
    steps.push(progress?.cursor?.walk);
    done = progress?.doneAt !== undefined;
  }
  expect(steps.slice(0, 3)).toEqual(['waitlist', 'waitlist', 'bookings']);
  expect(notices.map(({ chances }) => chances?.position).sort()).toEqual([1, 2, 3, undefined]);
  expect(await progressOf(event, number)).toMatchObject({ counts: { sent: 4 } });
});
