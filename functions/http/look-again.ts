/** Answers a booking with the time of the next look, in the body and in a header. */
import type { BookingAnswer } from './answers/bookings.ts';
import { taggedJson, versionTag } from './versions.ts';

/**
 * An answer in JSON whose entity tag does not depend on when to look again, so that 304 says that the booking is
 * unchanged. The tag is weak, because that field may differ (RFC 9110 §8.8.1). `Retry-After` says how long to wait
 * before a follow-up request (RFC 9110 §10.2.3), also in a 304. `version`: of the booking. `seconds`: undefined if the
 * client need not look again.
 */
export function lookAgainJson(body: BookingAnswer, version: number, seconds: number | undefined) {
  const answer: BookingAnswer = { ...body, ...(seconds !== undefined && { lookAgainInSeconds: seconds }) };
  const { text, headers } = taggedJson(answer, versionTag(version, body));
  return { text, headers: { ...headers, ...(seconds !== undefined && { 'retry-after': String(seconds) }) } };
}
