/**
 * `Notified`, of transferred tickets: their holders are told that theirs was cancelled, and that the event was cancelled or
 * changed. The negative control leaves out of the history which transferred tickets an entry voids.
 */
import { describe, expect, test } from '@jest/globals';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { erasePerson } from '../../functions/domain/bookings/erase-person.ts';
import { transferTicket } from '../../functions/domain/bookings/transfer-ticket.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { MAILS_PER_ADDRESS_AND_DAY, NOTICE_CLAIM_MS } from '../../functions/domain/model/limits.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { sendChangeNotices } from '../../functions/domain/notices/send-change-notices.ts';
import { type SendNoticesPorts, sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { bookingNameStore } from '../../functions/store/booking-names.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { dyingTable } from '../kit/dying-table.ts';
import { aSender } from '../kit/notice-sender.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/** Addresses differ from test to test: an address gets a limited number of mails. */
const emailOf = (firstName: string) => `${firstName}-${realRuntime.newId()}@example.com`;

/** A sender that notes each mail as `kind to recipient`: `customer`, or the first name of a holder. */
function aMailer(options: Parameters<typeof aSender>[0] = {}) {
  const mails: string[] = [];
  const { ports } = aSender({ email: emailOf('customer'), ...options });
  ports.sender.send = async ({ notice, to }) => {
    mails.push(`${notice.kind} to ${to.email.split('-')[0]}`);
    return 'sent';
  };
  return { mails, ports };
}

async function transfer({ eventId, id, customerId }: Booking, number: number, email: string) {
  const actor = { userId: customerId, role: 'attendee' as const };
  const to = { firstName: email.split('-')[0] ?? '', lastName: 'Hopper', email };
  const request = { eventId, bookingId: id, number, actor, to, idempotencyKey: undefined };
  return transferTicket(request, { ...boxoffice.ports, sendsMail: true });
}

/** A booking of three tickets: 1 was transferred to Grace as 4, 2 to Linus as 5, and all that is told. */
async function aTransfer() {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 3 });
  const [grace, linus] = [emailOf('grace'), emailOf('linus')];
  await transfer(booking, 1, grace);
  await transfer(booking, 2, linus);
  const { mails, ports } = aMailer();
  await sendNotices(event, [booking.id], ports);
  expect(mails).toEqual([
    'booked to customer',
    'ticket-received to grace',
    'ticket-transferred to customer',
    'ticket-received to linus',
    'ticket-transferred to customer',
  ]);
  return { event, booking, grace, linus };
}

/** Cancels tickets by their numbers, as the customer. */
function cancel({ eventId, id, customerId }: Booking, tickets: number[], by: Boxoffice = boxoffice) {
  const actor = { userId: customerId, role: 'attendee' as const };
  return cancelBooking({ eventId, bookingId: id, actor, tickets, idempotencyKey: undefined }, by.ports);
}

async function tell(event: Event, booking: Booking, options: Parameters<typeof aMailer>[0] = {}) {
  const { mails, ports } = aMailer(options);
  await sendNotices(event, [booking.id], ports);
  return mails;
}

const byOrganizer = (event: Event) => ({
  eventId: event.id,
  actor: { userId: event.organizerId, role: 'organizer' as const },
});

async function change(event: Event) {
  await changeEvent({ ...byOrganizer(event), change: { venue: 'Great hall' } }, boxoffice.ports);
}

async function tellChange({ id }: Event, ports: SendNoticesPorts) {
  const { events } = boxoffice.ports;
  const event = await events.read(id);
  if (event === undefined) throw new Error('The event is gone.');
  await sendChangeNotices(event, { ...ports, events });
}

const recordsOf = async (event: Event, { id }: Booking) =>
  (await noticeStore(strictTable(TABLE_NAME)).readLog(event, id)).records;

/** A table in which no history entry says which transferred tickets it voids, as one of an earlier version. */
function tableOfUnnamed(): Table {
  const table = strictTable(TABLE_NAME);
  table.client.middlewareStack.add(
    (next) => (args) => {
      const { Item } = args.input as { Item?: { history?: { transferred?: unknown }[] } };
      for (const entry of Item?.history ?? []) delete entry.transferred;
      return next(args);
    },
    { step: 'initialize', name: 'leaveOutTransferred', priority: 'high' },
  );
  return table;
}

const CANCELLED = ['cancelled to grace', 'cancelled to linus', 'cancelled to customer'];

describe('The holders of transferred tickets', () => {
  test('are told of a cancellation once each, and nobody of a ticket that is not theirs', async () => {
    const { event, booking } = await aTransfer();
    await cancel(booking, [5]);
    expect(await tell(event, booking)).toEqual(['cancelled to linus', 'cancelled to customer']);
    await boxoffice.cancel(booking);
    expect(await tell(event, booking)).toEqual(['cancelled to grace', 'cancelled to customer']);
    expect(await tell(event, booking)).toEqual([]);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test.each([
    ['are told', 'names', boxoffice, CANCELLED],
    ['are not told', 'does not name', aBoxoffice(() => ({}), tableOfUnnamed()), CANCELLED.slice(-1)],
  ])('%s of a cancellation whose entry %s their tickets', async (_told, _names, by, expected) => {
    const { event, booking } = await aTransfer();
    await cancel(booking, [4, 5], by);
    expect(await tell(event, booking)).toEqual(expected);
  });

  test.each(['before', 'after'] as const)(
    'are all told, in order, if the sender dies %s any of its calls',
    async (moment) => {
      for (let index = 1; ; index += 1) {
        const { event, booking } = await aTransfer();
        await cancel(booking, [4, 5]);
        const { table, died } = dyingTable(index, moment);
        const first = aMailer({ table });
        await sendNotices(event, [booking.id], first.ports).catch(() => undefined);
        const told = [...first.mails, ...(await tell(event, booking, { laterMs: NOTICE_CLAIM_MS + 1 }))];
        expect(told.filter((one, at) => one !== told[at - 1])).toEqual(CANCELLED);
        // One mail at most is sent twice: that after which the sender died.
        expect(told.length - CANCELLED.length).toBeLessThanOrEqual(1);
        if (!died()) break;
      }
    },
  );

  test('are told that the event is cancelled', async () => {
    const { event, booking } = await aTransfer();
    await cancelEvent({ ...byOrganizer(event), ...NO_MAIL }, boxoffice.ports);
    await boxoffice.serve();
    expect(await tell(event, booking)).toEqual([
      'event-cancelled to grace',
      'event-cancelled to linus',
      'event-cancelled to customer',
    ]);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('are told of a change of the event that came after the transfer, once', async () => {
    const { event, booking } = await aTransfer();
    await change(event);
    await transfer(booking, 3, emailOf('ken'));
    await cancel(booking, [5]);
    await tell(event, booking);
    const { mails, ports } = aMailer();
    await tellChange(event, ports);
    await tellChange(event, ports);
    expect(mails).toEqual(['event-changed to grace', 'event-changed to customer']);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('are told of a change by a sender that was at work while all others were', async () => {
    const { event, booking } = await aTransfer();
    await cancel(booking, [3]);
    const [atWork, walker] = [aMailer(), aMailer()];
    const { send } = atWork.ports.sender;
    // The change is made and told to everybody else while a mail of the booking is under way.
    atWork.ports.sender.send = async (addressed) => {
      atWork.ports.sender.send = send;
      await change(event);
      await tellChange(event, walker.ports);
      return send(addressed);
    };
    await sendNotices(event, [booking.id], atWork.ports);
    expect(walker.mails).toEqual([]);
    expect(atWork.mails).toEqual([
      'cancelled to customer',
      'event-changed to grace',
      'event-changed to linus',
      'event-changed to customer',
    ]);
  });

  test('are told of a ticket that was void before it was sent, since its sender may have died after the mail', async () => {
    const event = await boxoffice.anEvent();
    const booking = await boxoffice.book(event, { quantity: 2 });
    await transfer(booking, 1, emailOf('grace'));
    const { mails, ports } = aMailer();
    const { send } = ports.sender;
    ports.sender.send = async (addressed) => {
      const isReceived = addressed.notice.kind === 'ticket-received';
      await send(addressed);
      if (isReceived) ports.notices.settle = async () => Promise.reject(new Busy());
      return 'sent';
    };
    await sendNotices(event, [booking.id], ports).catch(() => undefined);
    await cancel(booking, [3]);
    expect([...mails, ...(await tell(event, booking, { laterMs: NOTICE_CLAIM_MS + 1 }))]).toEqual([
      'booked to customer',
      'ticket-received to grace',
      'ticket-transferred to customer',
      'cancelled to grace',
      'cancelled to customer',
    ]);
    const { records } = await noticeStore(strictTable(TABLE_NAME)).readLog(event, booking.id);
    expect(records[1]).toMatchObject({ kind: 'ticket-received', outcome: 'overtaken' });
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('whose address gets no mail, or had too much of it, keep nobody else from being told', async () => {
    const { event, booking, grace, linus } = await aTransfer();
    const { ports } = aMailer();
    await ports.addresses.suppress(grace.toLowerCase(), 'bounced', 1);
    const [day = ''] = new Date().toISOString().split('T');
    for (let mail = 0; mail < MAILS_PER_ADDRESS_AND_DAY; mail += 1)
      await ports.addresses.countMail(linus.toLowerCase(), day, MAILS_PER_ADDRESS_AND_DAY, 'stated-address');
    await cancel(booking, [4, 5]);
    expect(await tell(event, booking)).toEqual(['cancelled to customer']);
    expect((await recordsOf(event, booking)).slice(-3).map(({ outcome }) => outcome)).toEqual([
      'suppressed',
      'over-limit',
      'sent',
    ]);
  });

  /** Erases the person as the customer or as the organizer. */
  function erase(event: Event, booking: Booking, who: 'customer' | 'organizer', sendsMail = true) {
    const actor =
      who === 'customer'
        ? { userId: booking.customerId, role: 'attendee' as const }
        : { userId: event.organizerId, role: 'organizer' as const };
    const ports = {
      ...boxoffice.ports,
      names: bookingNameStore(boxoffice.table),
      notices: noticeStore(boxoffice.table),
      securityLog: { write: () => undefined },
      sendsMail,
    };
    return erasePerson({ eventId: event.id, bookingId: booking.id, actor }, ports);
  }

  test('of a booking that its customer cancelled and erased at once', async () => {
    const { event, booking } = await aTransfer();
    await boxoffice.cancel(booking);
    await erase(event, booking, 'customer');
    await erase(event, booking, 'customer');
    expect(await tell(event, booking)).toEqual([
      'cancelled to grace',
      'cancelled to linus',
      'cancelled to customer',
    ]);
  });

  test('of a booking that the organizer cancels and would erase at once', async () => {
    const { event, booking } = await aTransfer();
    await boxoffice.cancel(booking);
    await expect(erase(event, booking, 'organizer')).rejects.toMatchObject({ code: 'not-told-yet' });
    expect(await tell(event, booking)).toEqual([
      'cancelled to grace',
      'cancelled to linus',
      'cancelled to customer',
    ]);
    await erase(event, booking, 'organizer');
    expect((await boxoffice.ports.bookings.read(event, booking.id))?.ticketHolders).toBeUndefined();
  });

  test('before the organizer erases them, also if the event was cancelled and the booking is not yet', async () => {
    const { event, booking } = await aTransfer();
    await cancelEvent({ ...byOrganizer(event), ...NO_MAIL }, boxoffice.ports);
    await expect(erase(event, booking, 'organizer')).rejects.toMatchObject({ code: 'not-told-yet' });
  });

  test('without mail nobody is told, and the organizer erases at once: the negative control', async () => {
    const { event, booking } = await aTransfer();
    await boxoffice.cancel(booking);
    await erase(event, booking, 'organizer', false);
    expect(await tell(event, booking)).toEqual(['cancelled to customer']);
  });
});
