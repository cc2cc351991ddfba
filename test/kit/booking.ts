/** A booking as a value, and entries of its history, for tests of the model, which have no store. */
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';

/** A confirmed booking of three tickets that was made at 1 ms; `fields` override the defaults. */
export function aBooking(fields: Partial<Booking> = {}): Booking {
  const { status = 'confirmed', quantity = 3 } = fields;
  const what = status === 'waitlisted' || status === 'offered' ? 'joined' : 'booked';
  return {
    id: 'booking',
    eventId: 'event',
    customerId: 'customer',
    status,
    quantity,
    granted: 0,
    released: 0,
    arrival: 1,
    fingerprint: '',
    history: [{ what, at: 1, quantity }],
    cancellations: {},
    ...fields,
  };
}

/** The history entry by which the customer transferred a ticket at 2 ms. */
export function aTransfer(ticket: number, newTicket: number): HistoryEntry {
  const transferId = `transfer ${newTicket}`;
  return { what: 'ticket-transferred', at: 2, ticket, newTicket, by: 'customer', transferId };
}
