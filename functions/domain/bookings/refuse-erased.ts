/** Keeps everybody from naming a person on a booking from which one was erased. */
import type { Booking } from '../model/booking.ts';
import { wasErased } from '../model/closing.ts';
import { Refusal } from '../model/refusal.ts';

/** @throws Refusal `names-closed` */
export function refuseErased(booking: Pick<Booking, 'history'>): void {
  if (!wasErased(booking)) return;
  throw new Refusal(
    'names-closed',
    'The names of this booking were erased. Its tickets stay valid, without a name.',
  );
}
