/** Answers a booking with the time of the next look, in the body and in a header. */
import type { BookingAnswer } from './answers/bookings.ts';
import { tagOf } from './etag.ts';

/**
 * An answer in JSON whose entity tag does not depend on when to look again, so that 304 says that the booking is
 * unchanged. The tag is weak, because that field may differ (RFC 9110 §8.8.1). `Retry-After` says how long to wait
 * before a follow-up request (RFC 9110 §10.2.3), also in a 304. `seconds`: undefined if the client need not look again.
 */
export function lookAgainJson(body: BookingAnswer, seconds: number | undefined) {
  const answer: BookingAnswer = { ...body, ...(seconds !== undefined && { lookAgainInSeconds: seconds }) };
  return {
    text: JSON.stringify(answer),
    headers: {
      etag: `W/${tagOf(JSON.stringify(body))}`,
      'content-type': 'application/json',
      ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    },
  };
}
