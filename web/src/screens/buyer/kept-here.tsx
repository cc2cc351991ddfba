/** Says that this browser opens the booking without a log-in, and stops that. */
import { useLocation } from 'preact-iso';
import { forgetBooking } from '../../api/forget-booking.ts';
import { addressOf } from '../../paths.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import type { OpenBooking } from './use-booking.ts';

export function KeptHere({ ref }: OpenBooking) {
  const { text, forget } = bookingTexts.value.keptHere;
  const { route } = useLocation();
  if (ref.token === undefined) return null;
  const leave = () => {
    forgetBooking(ref);
    route(addressOf('myBookings'), true);
  };
  return (
    <section class="kept-here muted">
      <p>{text}</p>
      <button type="button" class="quiet" onClick={leave}>
        {forget}
      </button>
    </section>
  );
}
