/** A booking as a value, for tests of the model, which have no store. */
import type { Booking } from '../../functions/domain/model/booking.ts';

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
