/**
 * What every problem means and what to do next. The docs page has a section for each, which the `type` of the
 * problem links to. The compiler keeps the table complete.
 */
import type { RefusalExtras } from '../../domain/model/refusal.ts';
import type { ProblemCode } from '../problems.ts';

/**
 * `members` are the fields of this problem in addition to those that every problem has. Backticks mark code.
 */
export type Explanation = { means: string; next: string; members?: readonly (keyof RefusalExtras)[] };

export const EXPLANATIONS = {
  'accounts-elsewhere': {
    means:
      'The operator has chosen an OpenID Connect issuer that keeps the accounts, so this service has no log-ins, passwords and sessions of its own.',
    next: 'Log in at that issuer, and send its access token. Change the account there.',
  },
  'address-not-confirmed': {
    means:
      'The event sells to accounts with a confirmed email address alone (`requiresConfirmedAddress`), and the address of this account is not confirmed. Or an account would get a role whose address nobody has confirmed, so that somebody else may have registered it. Nothing was booked or changed.',
    next: 'Open the link of the mail that came when the account was made, or have it sent again with “Have the mail to confirm your address sent again”. Where another issuer keeps the accounts, confirm the address there, and log in again. Then send the request again. If somebody else registered an address, “Have a link to reset a password sent” makes the account that of its owner.',
  },
  'already-cancelled': {
    means: 'The booking is cancelled: it has no tickets and does not wait.',
    next: 'No action is needed. To get tickets again, make a new booking.',
  },
  'already-checked-in': {
    means: 'This ticket was already used, at `checkedInAt`.',
    next: 'Ask for another ticket. If the first scan was a mistake, undo the check-in and scan the ticket again.',
    members: ['checkedInAt'],
  },
  'announcement-limit-reached': {
    means: 'The event has `limit` announcements, which is the most that an event may have.',
    next: 'No further announcement of this event can be sent. A change of its name, times or venue is told in any case.',
    members: ['limit'],
  },
  'body-too-large': {
    means: 'The body is larger than 16 KiB, counted in bytes, so it was not read.',
    next: 'Send a smaller body. The largest body that any route accepts is about 12 KiB.',
  },
  'booking-full': {
    means:
      'What happened to a booking is kept with it, and has reached 64 KiB: names, transfers, additions and cancellations of a part. Nothing was changed.',
    next: 'The booking stays valid, and can be checked in and cancelled as a whole. For other tickets make a new booking.',
  },
  'bookings-open': {
    means:
      'The account, or the booking, has or waits for tickets of an event that is not over, so it cannot be closed, or erased.',
    next: 'Cancel these bookings first, or repeat the request after the events.',
  },
  busy: {
    means:
      'Too many requests competed for the same data, or a service that this one depends on did not answer in time. The request itself may be valid.',
    next: 'Wait for the seconds in `Retry-After`, then send the same request again with the same `Idempotency-Key`. If the first request took effect after all, the repeat is answered with that effect.',
  },
  'capacity-below-held': {
    means:
      'The requested capacity is below the number of tickets that are confirmed, offered, or about to be given to the waitlist.',
    next: 'Request a capacity of at least `held`, or cancel bookings first.',
    members: ['held'],
  },
  'challenge-required': {
    means:
      'The event asks for the solution of a challenge with each booking (`requiresChallenge`). The request has none, or one that is wrong, has expired, or was used before. Nothing was booked.',
    next: 'Solve `challenge`, which is new and good for ten minutes, and send the request again with `challengeSolution` and the same `Idempotency-Key`.',
    members: ['challenge'],
  },
  'changed-meanwhile': {
    means:
      'The request has an `If-Match` with the ETag of an earlier version: somebody changed the resource since it was read. This request changed nothing.',
    next: 'Read the resource again, look at what has changed, and repeat the change with its new ETag.',
  },
  'checked-in': {
    means: 'The request would cancel or transfer a ticket that is checked in.',
    next: 'Leave this ticket out, or ask the organizer to undo the check-in first.',
  },
  'account-closing': {
    means:
      'You are closing this account, which takes several requests. Until it is done, or ten minutes after the last of them, the account books nothing and makes no event.',
    next: 'Repeat the request that closes the account. To keep the account instead, wait for ten minutes.',
  },
  'already-waiting': {
    means:
      'No ticket is available now, and the customer waits for this event already with as many bookings as its `waitlist.limitPerCustomer` allows.',
    next: 'Read the waiting booking. To wait for more tickets, send its id as `replaces`, which moves to the end.',
    members: ['limit'],
  },
  'customer-limit-reached': {
    means:
      'With this booking the customer would have more tickets than the event’s `maxPerCustomer` allows. Tickets that the customer waits for count.',
    next: 'Request at most `limit` minus `held` tickets, or cancel another booking first.',
    members: ['held', 'limit', 'requested'],
  },
  'draw-is-open': {
    means:
      'The first requests of this event are ordered by a draw, and the request cannot take part: it would not wait, or asks for more tickets than a booking may wait for. Nothing was stored.',
    next: 'Send the request with `onSoldOut: "waitlist"` to take part, or after `draw.drawnAt` of the event.',
  },
  'email-taken': {
    means: 'An account with this email address exists. Letter case makes no difference.',
    next: 'Log in, or register with another address.',
  },
  'event-cancelled': {
    means:
      'The event was cancelled and does not take place. Each of its bookings is cancelled, or will be shortly.',
    next: 'No action is needed. A cancelled event cannot be resumed.',
  },
  'event-started': {
    means:
      'The event has begun, so customers can no longer give up their tickets, and nobody can transfer one.',
    next: 'Ask the organizer, who can still cancel the booking.',
  },
  'events-open': {
    means: 'The account owns events that are not over, so it cannot be closed.',
    next: 'Hand each of these events over to a manager, or cancel it. Then close the account.',
  },
  forbidden: {
    means: 'The access token is valid, but your role does not allow this. `detail` says what is required.',
    next: 'Ask an admin for the role, or the owner of the event for a change of its staff. A new role applies from the next request on.',
  },
  'idempotency-key-reused': {
    means:
      'This `Idempotency-Key` was already used, either for a request with another body or for one whose effect is over, such as a check-in that was undone. Nothing was changed.',
    next: 'Use a new key for every new request. Use the same key only to repeat the same request.',
  },
  'internal-error': {
    means:
      'The service failed because of an error of its own, which it logged. A repeat is not likely to help.',
    next: 'Report the `X-Request-Id` of the answer to the operator of the service.',
  },
  'last-admin': {
    means: 'You are the only admin and tried to give up that role. Nothing was changed.',
    next: 'Make another account an admin, then send the request again.',
  },
  'link-void': {
    means:
      'The link of the mail was used before, has expired, is of another account, or a later mail has another one.',
    next: 'Log in to the account that the mail is about, have another mail sent, and open the link of that one.',
  },
  'malformed-json': {
    means: 'The body is not valid JSON, or a text in it contains half of a surrogate pair.',
    next: 'Fix the JSON and send the request again. The fields of the body were not checked yet.',
  },
  'names-closed': {
    means:
      'The names on tickets of this event can no longer be changed by those who hold them, since its `namesCloseAt`.',
    next: 'Ask the organizer, who can still change them.',
  },
  'no-mail': {
    means:
      'A transfer mails the new code to the new holder, an announcement and the link of a booking are mailed, an address is confirmed by a mail, and the operator has set up no mail. So nobody would get it.',
    next: 'Ask the operator of the service. To give a ticket back, cancel it.',
  },
  'no-such-account': {
    means: 'There is no account with this email address. Letter case makes no difference.',
    next: 'Check the address, or ask its owner to register.',
  },
  'no-tickets': {
    means:
      'The booking has no tickets for this: it is waitlisted, offered or cancelled, or at the door all that are left were transferred.',
    next: 'Read the booking to see its status. If it is offered, accept the offer first. At the door, scan the codes of the transferred tickets.',
  },
  'not-acceptable': {
    means:
      'The `Accept` header allows none of the media types of this route, which `detail` lists. Nothing was changed.',
    next: 'Send one of those media types in `Accept`, or leave the header out.',
  },
  'not-checked-in': {
    means: 'The ticket is not checked in, so there is no check-in to undo.',
    next: 'Check that this is the right ticket. If it is, no action is needed.',
  },
  'not-confirmed': {
    means: 'The booking has an offer or waits, and only a confirmed booking can get more tickets.',
    next: 'Accept the offer first. To wait for more tickets, make another booking for them, which waits at the end of the waitlist.',
  },
  'not-found': {
    means:
      'No route has this method and path, nothing has this id, or you may not see it. The answer does not distinguish these cases.',
    next: 'Check the path, which must not end with a slash, and that you sent the access token of the right account. `detail` may suggest another path.',
  },
  'not-offered': {
    means: 'The booking has no offer to accept or decline: it is waitlisted or confirmed.',
    next: 'Read the booking to see its status.',
  },
  'not-told-yet': {
    means:
      'Mail about what happened to the booking, such as its cancellation, is still to be sent. Who runs the event erases its person after that, and so does the token of a booking that they made, so that nobody loses tickets without a word. Nothing was changed.',
    next: 'Repeat the request: mail mostly goes out within seconds. The `notices` of the booking show what was sent. While the mail service does not work, this takes until it does, three days at most.',
  },
  'not-waiting': {
    means: 'The booking in `replaces` does not wait. Nothing was changed.',
    next: 'Read the booking. It may have been promoted.',
  },
  'offer-expired': {
    means:
      'The offer expired at its `offerExpiresAt`, by the clock of the service, or it ended when sales closed. Its tickets go to the next booking in the waitlist.',
    next: 'Book again to join the waitlist. The new booking gets a position by its own time of arrival.',
  },
  'owner-not-eligible': {
    means:
      'An event can be handed over to a manager of its staff whose account has the role organizer. `detail` says which of the two is missing.',
    next: 'Appoint the account as a manager first, or ask an admin to give it the role organizer.',
  },
  'sales-closed': {
    means: 'The sales window of the event has ended: `salesCloseAt` has passed.',
    next: 'No action is needed. Only the organizer can extend the sales window.',
  },
  'sales-not-open': {
    means: 'The sales window of the event has not begun: `salesOpenAt` is still to come.',
    next: 'Send the request again at that instant. An earlier request gets no position in the waitlist.',
  },
  'sells-in-order': {
    means:
      'The event has been sold out, and since then it gives out every ticket in the order of arrival. So no booking can get more tickets directly.',
    next: 'Make a new booking for the further tickets. It gets them at once if there are some and nobody waits, or joins the waitlist.',
  },
  'sold-out': {
    means:
      'While the request was processed, fewer tickets were `available` than `requested`, and the request could not join the waitlist: its `onSoldOut` was `reject`, or the waitlist does not accept bookings.',
    next: 'Request at most `available` tickets, or join the waitlist with `"onSoldOut": "waitlist"`. Of an event with pools, `detail` says how many tickets of its types there are at most.',
    members: ['available', 'requested'],
  },
  'staff-limit-reached': {
    means: 'The staff of the event has `limit` members, or was changed `limit` times.',
    next: 'Remove a member first. After the last possible change, members can only be removed.',
    members: ['limit'],
  },
  'ticket-invalid': {
    means: 'The code was not signed for this event: it is forged, damaged, or a ticket of another event.',
    next: 'Scan the code again. If it stays invalid, do not admit anybody with it.',
  },
  'ticket-transferred': {
    means:
      'The ticket was transferred, so it is not for the customer of the booking to name it or to transfer it again.',
    next: 'Ask the organizer, who can do both. The customer can still cancel the ticket.',
  },
  'ticket-void': {
    means:
      'The ticket was cancelled, or transferred to a new holder, who has a new code. `detail` says which.',
    next: 'At the door do not admit anybody with this code. Elsewhere read the booking: its `tickets` are those that are valid.',
  },
  'too-large-to-audit': {
    means:
      'The event has more than `limit` bookings, or fewer that are so large that reading them takes as much. It is too large to audit within one request.',
    next: 'Ask the operator of the service to run `npm run audit -- --event ID`, which audits events of any size.',
    members: ['limit'],
  },
  'too-many-announcements': {
    means:
      'The event has `limit` announcements of this day, which is the most. Days are those of UTC. Nothing was sent.',
    next: 'Wait for the seconds in `Retry-After`, then send it again, or put all of it into one announcement next time.',
    members: ['limit', 'retryAfterSeconds'],
  },
  'too-many-attempts': {
    means:
      'Too many log-ins failed: for this email address from one network address, for this email address from addresses that it was not used from lately, or from one network address.',
    next: 'Wait for the seconds in `Retry-After`, then try again.',
    members: ['retryAfterSeconds'],
  },
  'too-many-bookings': {
    means: 'The customer has made 200 bookings for this event, which is the limit. Cancelled bookings count.',
    next: 'Ask the organizer for help. To stay below the limit, change a booking rather than cancel it and book again.',
  },
  'too-many-additions': {
    means:
      'Tickets were added to this booking `limit` times, which is the limit, or its ticket numbers would exceed 999.',
    next: 'Make a new booking for the further tickets.',
    members: ['limit'],
  },
  'too-many-links': {
    means:
      'The link of this booking was mailed to its address before, at most a week ago. The pause after a request is ten minutes, and doubles with each, up to a week.',
    next: 'Look for it in that mail, or in an earlier one about the booking. After the seconds in `Retry-After` it is mailed again.',
    members: ['retryAfterSeconds'],
  },
  'too-many-names': {
    means: 'The names on the tickets of this booking were changed `limit` times, which is the most.',
    next: 'Leave the names as they are. A ticket is valid whatever name is on it.',
    members: ['limit'],
  },
  'too-many-requests': {
    means:
      'This account or network address sent more requests of this kind than the limit allows. `RateLimit-Policy` has the limit. The request did nothing.',
    next: 'Wait for the seconds in `Retry-After`, then send the same request again with the same `Idempotency-Key`.',
    members: ['retryAfterSeconds'],
  },
  'too-many-to-sort': {
    means:
      'Each page of a list by name or by arrival reads and sorts all bookings that pass `status` and `checkedIn`. There are too many of them: more than 2,000, or the event has more than 10,000 bookings.',
    next: 'Filter by `status` or `checkedIn`, or leave out `order`. With `q` and without `order` a list can be searched whatever its length.',
  },
  'too-many-transfers': {
    means:
      'The ticket, or the tickets of its booking together, were transferred `limit` times, which is the most.',
    next: 'Leave the ticket with the person who has it. It admits whoever shows its code.',
    members: ['limit'],
  },
  'too-many-undos': {
    means:
      'With this request more than 100 check-ins of the booking would be undone, which is the limit of its history. For door staff the limit is 50.',
    next: 'If you are door staff, ask somebody who runs the event to undo the check-in. Else admit the person without a scan.',
  },
  'too-many-events': {
    means:
      'With the new event you would have more events that are not over, or more shards of them, than an account may have, which is `limit`. An event has about one shard for each 16 tickets, up to 64, and more if it states a high `peakRequestsPerSecond`. Events that you handed over count, too.',
    next: 'Cancel an event that you do not need, wait until one is over, or ask the operator for a higher quota.',
    members: ['limit'],
  },
  'too-many-webhooks': {
    means: 'You have as many webhook endpoints as an account can have, which is `limit`.',
    next: 'Remove an endpoint that you no longer use, or change its address.',
    members: ['limit'],
  },
  unauthenticated: {
    means:
      'The request has no `Authorization: Bearer <access token>`; or the access token is invalid or expired, or its session has ended; or the refresh token is invalid, expired, already used, or older than the last change of the account’s role.',
    next: 'Refresh the session and repeat the request with the new access token. If the refresh fails with this problem, log in again.',
  },
  'unsupported-media-type': {
    means: 'The request has a body, but its `Content-Type` is not `application/json`.',
    next: 'Send JSON with `Content-Type: application/json`.',
  },
  'validation-failed': {
    means:
      'A value in the request does not have the required form, or it contradicts another value. Nothing was changed. `errors` lists every fault: `pointer` is a JSON pointer into the body, or the name of a parameter or header.',
    next: 'Fix the fields listed in `errors`. Unknown fields are rejected.',
    members: ['errors'],
  },
  'waitlist-full': {
    means: 'The waitlist has as many bookings as the event’s `waitlist.limit` allows.',
    next: 'Try again later: places become free when bookings are promoted or leave the waitlist.',
    members: ['limit'],
  },
  'webhook-disabled': {
    means: 'The webhook endpoint is disabled, so nothing is sent to it. `disabledBecause` says why.',
    next: 'Send a test to see whether the receiver works, enable the endpoint, then request the replay again.',
  },
  'wrong-credentials': {
    means:
      'No account has this email address and password. The answer to a log-in does not say which of the two is wrong. A request that states the password of your own account stated a wrong one.',
    next: 'Check what was stated. Passwords are case-sensitive.',
  },
} as const satisfies Record<ProblemCode, Explanation>;
