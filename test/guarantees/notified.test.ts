/**
 * `Notified`: each history entry that concerns a customer is told once, in order, and nothing else is. The sender
 * is killed at each of its calls, and called twice at once; the negative control removes the claim.
 */
import { describe, expect, test } from '@jest/globals';
import { answerOffer } from '../../functions/domain/bookings/answer-offer.ts';
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import {
  JOIN_IS_FINAL_MS,
  MAILS_PER_ADDRESS_AND_DAY,
  NOTICE_AGE_LIMIT_MS,
  NOTICE_CLAIM_MS,
  NOTICE_RETRY_BASE_MS,
  UNCONFIRMED_MAILS_PER_DAY,
} from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { sendChangeNotices } from '../../functions/domain/notices/send-change-notices.ts';
import { type SendNoticesPorts, sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { admitMail } from '../../functions/domain/process/admit-mail.ts';
import { NOTICE_CAN_BE_CLAIMED, wakeKey } from '../../functions/store/items/notices.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { getItem } from '../../functions/store/table/read.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { aSender } from '../kit/notice-sender.ts';
import { strictTable } from '../kit/strict-table.ts';
import { type Fault, tableWithFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/** A booking of three tickets of which one was cancelled, then the others. */
async function aLife(): Promise<{ event: Event; booking: Booking }> {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 3 });
  await boxoffice.cancel(booking, 1);
  await boxoffice.cancel(booking);
  return { event, booking };
}

const WHOLE_LIFE = ['booked 3', 'cancelled 1', 'cancelled 2'];

const OFFER_MS = 60 * 60 * 1000;

/** A waiter who has an offer for an hour. */
async function anOffer(): Promise<{ event: Event; waiter: Booking }> {
  const waitlist = { enabled: true, policy: 'strict' as const, offerTtlSeconds: OFFER_MS / 1000 };
  const event = await boxoffice.anEvent({ capacity: 1, waitlist });
  const holder = await boxoffice.book(event);
  const waiter = await boxoffice.book(event);
  await boxoffice.cancel(holder);
  await boxoffice.serve();
  return { event, waiter };
}

const recordsOf = async (event: Event, { id }: Booking) =>
  noticeStore(strictTable(TABLE_NAME)).readLog(event, id);

async function change(event: Event, fields: EventChange): Promise<void> {
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  await changeEvent({ eventId: event.id, actor, change: fields }, boxoffice.ports);
}

/** Sends the notices of the event's last change. @returns how far the customers were told. */
async function sendAll({ id }: Event, ports: SendNoticesPorts) {
  const { events } = boxoffice.ports;
  const event = await events.read(id);
  if (event !== undefined) await sendChangeNotices(event, { ...ports, events });
  return ports.notices.readProgress(id);
}

/** Whether the sweep has woken the sender for the booking. */
async function isWoken(event: Event, { id }: Booking): Promise<boolean> {
  return (await getItem(strictTable(TABLE_NAME), wakeKey(event, id))) !== undefined;
}

/** Has `act` done once, after the sender of these ports has first read logs and before it claims anything. */
function afterReading({ notices }: SendNoticesPorts, act: () => Promise<unknown>): void {
  const { readMany } = notices;
  notices.readMany = async (...asked) => {
    notices.readMany = readMany;
    const seen = await readMany(...asked);
    await act();
    return seen;
  };
}

describe('Notices', () => {
  test('are sent once each, in order, however often the sender is called', async () => {
    const { event, booking } = await aLife();
    const { sent, ports } = aSender();
    await sendNotices(event, [booking.id], ports);
    await sendNotices(event, [booking.id], ports);
    expect(sent).toEqual(WHOLE_LIFE);
    const { records, handledEntries } = await recordsOf(event, booking);
    expect(records.map(({ entry, outcome }) => [entry, outcome])).toEqual([
      [0, 'sent'],
      [1, 'sent'],
      [2, 'sent'],
    ]);
    expect(handledEntries).toBe(3);
  });

  test.each([
    ['are sent once each', 'with', WHOLE_LIFE],
    ['are sent twice', 'without', [...WHOLE_LIFE, ...WHOLE_LIFE]],
  ])('%s if another sender has read the log before, %s the claim', async (_, claim, expected) => {
    const { event, booking } = await aLife();
    const table = claim === 'with' ? strictTable(TABLE_NAME) : tableWithout(NOTICE_CAN_BE_CLAIMED);
    const [one, other] = [aSender({ table }), aSender({ table })];
    afterReading(other.ports, () => sendNotices(event, [booking.id], one.ports));
    await sendNotices(event, [booking.id], other.ports);
    expect([...one.sent, ...other.sent].toSorted()).toEqual(expected.toSorted());
  });

  test.each(['before', 'after'] as const)(
    'are all sent, in order, if the sender dies %s any of its calls',
    async (moment) => {
      for (let index = 1; ; index += 1) {
        const { event, booking } = await aLife();
        const { table, died } = dyingTable(index, moment);
        const first = aSender({ table });
        await sendNotices(event, [booking.id], first.ports).catch(() => undefined);
        const second = aSender({ laterMs: NOTICE_CLAIM_MS + 1 });
        await sendNotices(event, [booking.id], second.ports);
        const told = [...first.sent, ...second.sent];
        expect(told.filter((one, at) => one !== told[at - 1])).toEqual(WHOLE_LIFE);
        // One mail at most is sent twice: that after which the sender died.
        expect(told.length - WHOLE_LIFE.length).toBeLessThanOrEqual(1);
        if (!died()) break;
      }
    },
  );

  test.each([
    ['a claim', 'claimedBy = :attempt'],
    ['an outcome', 'list_append'],
  ])('are all sent if the SDK repeats the write of %s whose answer was lost', async (_, part) => {
    const { event, booking } = await aLife();
    const table = strictTable(TABLE_NAME);
    table.client.middlewareStack.add(
      (next) => async (args) => {
        const { UpdateExpression = '' } = args.input as { UpdateExpression?: string };
        if (UpdateExpression.includes(part)) await next(args);
        return next(args);
      },
      { step: 'initialize', name: 'repeatWrites' },
    );
    const { sent, ports } = aSender({ table });
    await sendNotices(event, [booking.id], ports);
    expect(sent).toEqual(WHOLE_LIFE);
  });

  test('are sent once although somebody else holds their log when the outcome is stored', async () => {
    const { event, booking } = await aLife();
    const coming: (Fault | undefined)[] = [undefined, undefined, 'throttle', 'throttle'];
    const table = tableWithFaults((command) =>
      command === 'UpdateItemCommand' ? coming.shift() : undefined,
    );
    const { sent, ports } = aSender({ table });
    await sendNotices(event, [booking.id], ports);
    await sendNotices(event, [booking.id], aSender({ laterMs: NOTICE_CLAIM_MS + 1 }).ports);
    expect(coming).toEqual([]);
    expect(sent).toEqual(WHOLE_LIFE);
    expect((await recordsOf(event, booking)).records).toHaveLength(WHOLE_LIFE.length);
  });

  test('of many bookings are claimed by one call, and one of them that another sender sends is not sent twice', async () => {
    const event = await boxoffice.anEvent({ capacity: 8 });
    const bookings = await Promise.all(Array.from({ length: 8 }, () => boxoffice.book(event)));
    const ids = bookings.map(({ id }) => id);
    const [one, other] = [aSender(), aSender()];
    afterReading(other.ports, () => sendNotices(event, ids.slice(0, 2), one.ports));
    await sendNotices(event, ids, other.ports);
    expect([one.sent.length, other.sent.length]).toEqual([2, 6]);
    for (const booking of bookings)
      expect((await recordsOf(event, booking)).records.map(({ outcome }) => outcome)).toEqual(['sent']);
  });

  test('are tried again, in order, after the mail service failed, and woken by the sweep', async () => {
    const { event, booking } = await aLife();
    const failing = aSender();
    failing.ports.sender.send = async () => {
      throw new Busy();
    };
    await sendNotices(event, [booking.id], failing.ports);
    const { nextAttemptAt = 0, failures } = await recordsOf(event, booking);
    expect(failures).toBe(1);
    expect(nextAttemptAt - realRuntime.now()).toBeGreaterThan(NOTICE_RETRY_BASE_MS / 2);
    const early = aSender();
    await sendNotices(event, [booking.id], early.ports);
    expect(early.sent).toEqual([]);
    await boxoffice.sweep(0);
    expect(await isWoken(event, booking)).toBe(false);
    await boxoffice.sweep(2 * NOTICE_RETRY_BASE_MS);
    expect(await isWoken(event, booking)).toBe(true);
    const later = aSender({ laterMs: 2 * NOTICE_RETRY_BASE_MS });
    await sendNotices(event, [booking.id], later.ports);
    expect(later.sent).toEqual(WHOLE_LIFE);
  });

  test('that a later one overtook are not sent, and their log says so', async () => {
    const event = await boxoffice.anEvent({ capacity: 1 });
    const holder = await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    const { sent, ports } = aSender();
    await sendNotices(event, [waiter.id], ports);
    expect(sent).toEqual(['promoted 1']);
    const { records } = await recordsOf(event, waiter);
    expect(records.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'waitlisted overtaken',
      'promoted sent',
    ]);
  });

  test('of an open offer include a reminder at half of its time, which the sweep wakes', async () => {
    const { event, waiter } = await anOffer();
    const early = aSender();
    await sendNotices(event, [waiter.id], early.ports);
    expect(early.sent).toEqual(['offered 1']);
    const { nextLookAt = 0 } = await recordsOf(event, waiter);
    expect(Math.abs(nextLookAt - realRuntime.now() - OFFER_MS / 2)).toBeLessThan(30_000);
    await boxoffice.sweep(OFFER_MS / 4);
    expect(await isWoken(event, waiter)).toBe(false);
    await boxoffice.sweep(OFFER_MS / 2 + 1_000);
    expect(await isWoken(event, waiter)).toBe(true);
    const later = aSender({ laterMs: OFFER_MS / 2 + 1_000 });
    await sendNotices(event, [waiter.id], later.ports);
    await sendNotices(event, [waiter.id], later.ports);
    expect(later.sent).toEqual(['offer-reminder 1']);
  });

  test('of an offer that was accepted or has run out include no reminder', async () => {
    const { event, waiter } = await anOffer();
    await sendNotices(event, [waiter.id], aSender().ports);
    const tooLate = aSender({ laterMs: OFFER_MS + 1_000 });
    await sendNotices(event, [waiter.id], tooLate.ports);
    expect(tooLate.sent).toEqual([]);
    expect((await recordsOf(event, waiter)).nextLookAt).toBeUndefined();
    const actor = { userId: waiter.customerId, role: 'attendee' as const };
    await answerOffer({ eventId: event.id, bookingId: waiter.id, actor, answer: 'accept' }, boxoffice.ports);
    const later = aSender({ laterMs: OFFER_MS / 2 + 1_000 });
    await sendNotices(event, [waiter.id], later.ports);
    expect(later.sent).toEqual(['offer-accepted 1']);
    expect((await recordsOf(event, waiter)).nextLookAt).toBeUndefined();
  });

  test('of a change of the event go once to everybody who holds or waits for tickets then', async () => {
    const event = await boxoffice.anEvent({ capacity: 2 });
    const holder = await boxoffice.book(event);
    const gone = await boxoffice.book(event);
    await boxoffice.cancel(gone);
    await boxoffice.serve();
    await change(event, { venue: 'Great hall' });
    const later = await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    const { sent, ports } = aSender();
    await sendAll(event, ports);
    expect(sent.filter((one) => one.startsWith('event-changed'))).toEqual(['event-changed 1']);
    expect((await recordsOf(event, holder)).records.map(({ kind }) => kind)).toEqual([
      'booked',
      'event-changed',
    ]);

    await change(event, { startsAt: '2099-02-01T20:00:00.000Z' });
    await change(event, { description: 'Of which nobody has to know.' });
    const again = aSender();
    await sendAll(event, again.ports);
    await sendAll(event, again.ports);
    expect(again.sent).toEqual(['event-changed 1', 'event-changed 1']);
    const afterJoin = aSender({ laterMs: JOIN_IS_FINAL_MS + 1_000 });
    await sendNotices(event, [waiter.id], afterJoin.ports);
    expect(afterJoin.sent).toEqual(['waitlisted 1', 'event-changed 1']);
    for (const { id } of [holder, later, waiter])
      expect((await recordsOf(event, { id } as Booking)).records.at(-1)).toMatchObject({
        entry: 2,
        outcome: 'sent',
      });
    expect((await recordsOf(event, gone)).records.at(-1)?.kind).toBe('cancelled');
  });

  test('of a change are sent once if two senders run at the same time', async () => {
    const event = await boxoffice.anEvent();
    const booking = await boxoffice.book(event);
    await sendNotices(event, [booking.id], aSender().ports);
    await change(event, { venue: 'Great hall' });
    const [one, other] = [aSender(), aSender()];
    const stored = await boxoffice.ports.events.read(event.id);
    afterReading(other.ports, () => sendNotices(stored ?? event, [booking.id], one.ports));
    await sendNotices(stored ?? event, [booking.id], other.ports);
    expect([one.sent, other.sent]).toEqual([['event-changed 1'], []]);
  });

  test.each([
    ['are sent by a sender that knew the event before it, and was at work when the others were told', true],
    ['are not, without the note in the log', false],
  ])('of a change %s', async (_, hasNote) => {
    const event = await boxoffice.anEvent();
    const booking = await boxoffice.book(event);
    const [atWork, walker] = [aSender(), aSender()];
    const { send } = atWork.ports.sender;
    // The change is made and told to everybody else while the mail of the booking is under way.
    atWork.ports.sender.send = async (addressed) => {
      atWork.ports.sender.send = send;
      await change(event, { venue: 'Great hall' });
      if (!hasNote) walker.ports.notices.owe = async () => true;
      await sendAll(event, walker.ports);
      return send(addressed);
    };
    await sendNotices(event, [booking.id], atWork.ports);
    expect(walker.sent).toEqual([]);
    expect(atWork.sent).toEqual(hasNote ? ['booked 1', 'event-changed 1'] : ['booked 1']);
  });

  test('of a change go on after the time is over, and an earlier change cannot end a later one', async () => {
    const event = await boxoffice.anEvent({ capacity: 40 });
    const bookings = await Promise.all(Array.from({ length: 12 }, () => boxoffice.book(event)));
    await change(event, { name: 'Second night' });
    const { sent, ports } = aSender();
    let looks = 0;
    const now = () => {
      looks += 1;
      return realRuntime.now() + looks * 1_000;
    };
    const slow = { ...ports.runtime, now };
    const first = await sendAll(event, { ...ports, runtime: slow });
    expect(first?.cursor).toBeDefined();
    const done = await sendAll(event, ports);
    expect(done).toEqual({ revision: 1 });
    expect(sent.filter((one) => one.startsWith('event-changed'))).toHaveLength(bookings.length);
    expect(await ports.notices.saveProgress(event.id, { revision: 0 })).toBe(false);
  });

  test('that are older than the limit are not sent, and their log says so', async () => {
    const { event, booking } = await aLife();
    const { sent, ports } = aSender({ laterMs: NOTICE_AGE_LIMIT_MS + 1_000 });
    await sendNotices(event, [booking.id], ports);
    expect(sent).toEqual([]);
    const { records } = await recordsOf(event, booking);
    expect(records.map(({ outcome }) => outcome)).toEqual(['too-late', 'too-late', 'too-late']);
  });

  test('to one address are limited for each day, and a suppressed address gets none', async () => {
    const { ports } = aSender();
    const { addresses } = ports;
    const to = { name: 'Ada', email: 'Many@example.com' };
    const admit = (day: string) => admitMail(to, 'booking', Date.parse(day), addresses);
    for (let mail = 1; mail < UNCONFIRMED_MAILS_PER_DAY; mail += 1)
      await addresses.countMail(
        'many@example.com',
        '2030-01-01',
        MAILS_PER_ADDRESS_AND_DAY,
        'stated-address',
      );
    const days = ['2030-01-01', '2030-01-01', '2030-01-02'];
    const outcomes: string[] = [];
    for (const day of days) outcomes.push(await admit(day));
    expect(outcomes).toEqual(['admitted', 'over-limit', 'admitted']);
    await addresses.suppress('many@example.com', 'bounced', 1);
    expect([await admit('2030-01-02'), await admit('2030-01-03')]).toEqual(['suppressed', 'suppressed']);
  });

  test('over the limit of an address are recorded and not sent', async () => {
    const email = `${realRuntime.newId()}@example.com`;
    const { sent, ports } = aSender({ email });
    const [day = ''] = new Date().toISOString().split('T');
    for (let mail = 0; mail < UNCONFIRMED_MAILS_PER_DAY - 1; mail += 1)
      await ports.addresses.countMail(email.toLowerCase(), day, MAILS_PER_ADDRESS_AND_DAY, 'stated-address');
    const { event, booking } = await aLife();
    await sendNotices(event, [booking.id], ports);
    expect(sent).toEqual(['booked 3']);
    const { records } = await recordsOf(event, booking);
    expect(records.map(({ outcome }) => outcome)).toEqual(['sent', 'over-limit', 'over-limit']);
  });
});
