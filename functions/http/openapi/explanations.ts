/**
 * What every problem means and what to do next: the sections of the docs that the `type` of a problem points to.
 * The compiler keeps the table complete.
 */
import type { RefusalExtras } from '../../domain/refusal.ts';
import type { ProblemCode } from '../problems.ts';

/** `members` are the fields that this problem has beside those that all have. Backticks mark code. */
type Explanation = { means: string; next: string; members?: readonly (keyof RefusalExtras)[] };

export const EXPLANATIONS = {
  'already-cancelled': {
    means: 'Nothing is left of the booking: all its tickets were given up, or it has left the line.',
    next: 'Nothing. To have tickets again, book again.',
  },
  'already-checked-in': {
    means: 'Somebody is in on this ticket since `checkedInAt`.',
    next: 'Ask the person for another ticket. Where the first scan was a mistake, undo it.',
    members: ['checkedInAt'],
  },
  'body-too-large': {
    means: 'The body has more than 16 KiB, counted in bytes. It was not read.',
    next: 'Send less. The largest body that any route takes has about 3 KiB.',
  },
  busy: {
    means:
      'So much went on at once that the request was given up, or something that the service depends on did not answer. Nothing is known to be wrong with the request.',
    next: 'Repeat it as it is, with the same `Idempotency-Key`, after the seconds in `Retry-After`. If it did take effect after all, the repeat is answered with that effect.',
  },
  'capacity-below-held': {
    means: 'More tickets are held, or on their way to somebody who waits, than the event would have.',
    next: 'Ask for at least `held`, or cancel bookings first.',
    members: ['held'],
  },
  'checked-in': {
    means: 'The cancellation asks for tickets that somebody is in on.',
    next: 'Cancel fewer, or have the check-in undone first.',
  },
  'customer-limit-reached': {
    means:
      'With this booking the customer would hold more than the event’s `maxPerCustomer`. Tickets that they wait for count.',
    next: 'Ask for at most `limit` minus `held`, or cancel something first.',
    members: ['held', 'limit', 'requested'],
  },
  'email-taken': {
    means: 'There is an account with this address, in whatever letter case.',
    next: 'Log in instead.',
  },
  'event-cancelled': {
    means: 'The event does not take place. Every booking is cancelled, or about to be.',
    next: 'Nothing.',
  },
  'event-started': {
    means: 'The event has begun, so its tickets can no longer be given back by their holder.',
    next: 'Ask the organizer, who can still cancel the booking.',
  },
  forbidden: {
    means: 'The access token is valid, but your role does not allow this. `detail` names the role that does.',
    next: 'Ask an admin for the role. It applies from the next request on.',
  },
  'idempotency-key-reused': {
    means:
      'This `Idempotency-Key` was used before, for a request with another body or for something that is over. Nothing was done.',
    next: 'Take a new key for every new request, and the same key only to repeat the same one.',
  },
  'internal-error': {
    means: 'Something is wrong in the service that no repeat will mend. It has been written to its log.',
    next: 'Tell whoever runs the service when it happened.',
  },
  'last-admin': {
    means: 'You are the only admin, and asked to take that role from yourself. Nothing was changed.',
    next: 'Make another account an admin, then send the request again.',
  },
  'malformed-json': {
    means: 'The body could not be read as JSON, or a text in it holds half of a surrogate pair.',
    next: 'Mend the body. It was not looked at any further.',
  },
  'not-acceptable': {
    means:
      'The `Accept` header allows none of the media types of this route, which `detail` lists. Nothing was changed.',
    next: 'Send `Accept: application/json`, or leave the header out.',
  },
  'not-checked-in': {
    means: 'Nobody is in on this ticket, so there is nothing to undo.',
    next: 'Nothing, unless another ticket was meant.',
  },
  'not-found': {
    means:
      'No route has this method and path, there is nothing by this id, or it is not yours to see. The answer does not tell which.',
    next: 'Check the address, which must not end with a slash, and whose access token was sent. `detail` may say which address was meant.',
  },
  'not-offered': {
    means: 'The booking has no offer to be answered: it waits, is confirmed, or is cancelled.',
    next: 'Read the booking.',
  },
  'offer-expired': {
    means:
      'The offer stood until its `offerExpiresAt`, by the clock of the service. The tickets go to the next who waits.',
    next: 'Book again to stand in the line again.',
  },
  'sales-closed': {
    means: 'The event sold tickets up to its `salesCloseAt`, which has passed.',
    next: 'Nothing, unless its organizer prolongs the sales.',
  },
  'sales-not-open': {
    means: 'The event sells tickets from its `salesOpenAt` on, which is still to come.',
    next: 'Send the request again at that instant. Earlier ones earn no place in a line.',
  },
  'sold-out': {
    means:
      'At an instant of the request fewer tickets were `available` than `requested`, and the request did not want to wait or the event has no waitlist.',
    next: 'Ask for at most `available`, or wait in line: `"onSoldOut": "waitlist"`.',
    members: ['available', 'requested'],
  },
  'ticket-invalid': {
    means: 'The code was not signed for this event: it is forged, damaged, or of another event.',
    next: 'Scan again. Let nobody in on it.',
  },
  'ticket-void': {
    means: 'The ticket was cancelled.',
    next: 'Let nobody in on it.',
  },
  'too-large-to-audit': {
    means: 'The event has more than `limit` bookings, and an answer must come within seconds.',
    next: 'Have whoever runs the service say `npm run audit -- --event ID`, which takes its time.',
    members: ['limit'],
  },
  'too-many-attempts': {
    means: 'Too many log-ins for this address have failed from the same place.',
    next: 'Wait the seconds in `Retry-After`.',
    members: ['retryAfterSeconds'],
  },
  'too-many-bookings': {
    means: 'The customer has made 200 bookings for this event, cancelled ones included.',
    next: 'Ask the organizer. Change the bookings that there are rather than cancel and book again.',
  },
  'too-many-undos': {
    means: 'Check-ins of this booking were undone a hundred times, which is as much as its history holds.',
    next: 'Let the person in by hand.',
  },
  unauthenticated: {
    means:
      'There is no `Authorization: Bearer <access token>`; or its token is not valid, has expired, or belongs to a session that is over; or a refresh token is not valid, has expired, was used before, or is older than the last change of the role.',
    next: 'Refresh the session and repeat the request with the new access token. If the refresh is answered like this, log in again.',
  },
  'unsupported-media-type': {
    means: 'There is a body, but its `Content-Type` is not `application/json`.',
    next: 'Send JSON and say so.',
  },
  'validation-failed': {
    means:
      'Something in the request does not have the form that the route takes, or does not fit the rest of it. Nothing was changed. `errors` names every fault: `pointer` is a JSON pointer into the body, or the name of a parameter or header.',
    next: 'Mend what `errors` names. Fields that a route does not list are faults, too.',
    members: ['errors'],
  },
  'waitlist-full': {
    means: 'As many bookings wait as the event’s `waitlist.limit` allows.',
    next: 'Try again later: places come free as people are served or leave.',
    members: ['limit'],
  },
  'wrong-credentials': {
    means: 'There is no account with this address and password. The answer does not tell which is wrong.',
    next: 'Check both. Passwords are told apart by letter case.',
  },
} as const satisfies Record<ProblemCode, Explanation>;
