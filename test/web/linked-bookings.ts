/** Arranges bookings, with the links to them as mails had them before they named a language. */
import { tokens } from '../../functions/compose.ts';
import { eventually, type Person, type TestService } from '../kit/service.ts';

const ATTENDEE = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

/** A booking, the link of its page, and how it is read past the page. */
export type LinkedBooking = {
  eventId: string;
  bookingId: string;
  token: string;
  link: string;
  read: () => Promise<Record<string, unknown>>;
};

export function arrangeBookings(it: TestService) {
  function linked(eventId: string, bookingId: string, token: string): LinkedBooking {
    const path = `/v1/events/${eventId}/bookings/${bookingId}`;
    const link = `${it.service.url}/booking#${eventId}/${bookingId}/${token}`;
    return { eventId, bookingId, token, link, read: async () => (await it.call({ path, token })).body };
  }

  async function ofAccount(eventId: string, quantity = 1, person?: Person): Promise<LinkedBooking> {
    const customer = person ?? (await it.aPerson());
    const { body } = await it.book(customer, eventId, { quantity });
    return linked(eventId, body.id, await tokens().issueForGuest(customer.id, body.id));
  }

  async function ofGuest(
    eventId: string,
    quantity = 1,
    { email = ATTENDEE.email, language = 'en' } = {},
  ): Promise<LinkedBooking> {
    const path = `/v1/events/${eventId}/bookings`;
    const attendee = { ...ATTENDEE, email };
    const headers = { 'accept-language': language };
    const { body } = await it.call({ path, body: { quantity, attendee }, headers });
    return linked(eventId, body.id, body.manageToken);
  }

  /** An event whose two tickets are held by somebody, and what gives them back. */
  async function aSoldOutEvent(fields: Record<string, unknown> = {}) {
    const { id, organizer } = await it.anEvent({ capacity: 2, allowGuests: true, ...fields });
    const holder = await it.aPerson();
    const { body } = await it.book(holder, id, { quantity: 2 });
    return { id, organizer, release: (quantity = 2) => it.cancel(holder, id, body.id, { quantity }) };
  }

  /** A booking with an open offer, and the event that it is for. */
  async function anOffer({ seconds = 600, ofGuest: isGuest = false, fields = {} } = {}) {
    const waitlist = { enabled: true, policy: 'strict', offerTtlSeconds: seconds };
    const { id, release } = await aSoldOutEvent({ waitlist, ...fields });
    const booking = await (isGuest ? ofGuest(id) : ofAccount(id));
    await release();
    await eventually(async () => (await booking.read())['status'] === 'offered');
    return booking;
  }

  return { ofAccount, ofGuest, aSoldOutEvent, anOffer };
}
