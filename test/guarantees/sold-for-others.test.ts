/**
 * `Notified`, of a booking that those who run the event sold: they have its `manageToken`, with which they cancel it and would erase
 * its customer as that customer may. It waits for the mail about it. The negative control has them as the customer who booked.
 */
import { describe, expect, test } from '@jest/globals';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { erasePerson } from '../../functions/domain/bookings/erase-person.ts';
import { sendNotices } from '../../functions/domain/notices/send-notices.ts';
import { bookingNameStore } from '../../functions/store/booking-names.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import { aBoxoffice, realRuntime } from '../kit/boxoffice.ts';
import { aSender } from '../kit/notice-sender.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/** A booking for Grace, who has no account. `isSold`: by the organizer, not by herself. It is cancelled with its token. */
async function aCancelledBooking({ isSold }: { isSold: boolean }) {
  const event = await boxoffice.anEvent();
  const attendee = {
    firstName: 'Grace',
    lastName: 'Hopper',
    email: `${realRuntime.newId().toLowerCase()}@example.com`,
  };
  const onBehalf = { by: event.organizerId, why: 'Paid at the desk' };
  const booking = await boxoffice.book(event, { attendee, ...(isSold && { onBehalf }) });
  const mails: string[] = [];
  const { ports } = aSender();
  ports.users.addressees = async () => new Map();
  ports.sender.send = async ({ notice, to }) => {
    mails.push(`${notice.kind} to ${to.email === attendee.email ? 'grace' : 'somebody else'}`);
    return 'sent';
  };
  const tell = async () => {
    await sendNotices(event, [booking.id], ports);
    return mails;
  };
  expect(await tell()).toEqual(['booked to grace']);
  const holder = { userId: booking.customerId, role: 'guest' as const, bookingId: booking.id };
  const withToken = { eventId: event.id, bookingId: booking.id, actor: holder };
  await cancelBooking({ ...withToken, idempotencyKey: undefined }, boxoffice.ports);
  const erase = (sendsMail = true) =>
    erasePerson(withToken, {
      ...boxoffice.ports,
      names: bookingNameStore(boxoffice.table),
      notices: noticeStore(boxoffice.table),
      securityLog: { write: () => undefined },
      sendsMail,
    });
  const attendeeNow = async () => (await boxoffice.ports.bookings.read(event, booking.id))?.attendee;
  return { tell, erase, attendeeNow };
}

describe('The customer of a booking that the organizer sold', () => {
  test('is told of its cancellation before anybody erases them with its token', async () => {
    const { tell, erase, attendeeNow } = await aCancelledBooking({ isSold: true });
    await expect(erase()).rejects.toMatchObject({ code: 'not-told-yet' });
    expect(await tell()).toEqual(['booked to grace', 'cancelled to grace']);
    await erase();
    expect(await attendeeNow()).toBeUndefined();
  });

  test('is erased at once where the service sends no mail', async () => {
    const { erase, attendeeNow } = await aCancelledBooking({ isSold: true });
    await erase(false);
    expect(await attendeeNow()).toBeUndefined();
  });

  test('a negative control: is told nothing if the token erases as that of a guest who booked', async () => {
    const { tell, erase, attendeeNow } = await aCancelledBooking({ isSold: false });
    await erase();
    expect(await attendeeNow()).toBeUndefined();
    expect(await tell()).toEqual(['booked to grace']);
  });
});
