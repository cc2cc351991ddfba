/**
 * Reads a booking with its tickets, and with its customer and history for the organizer. Says when to look again, and
 * with `position=omit` leaves out the position, so that an unchanged booking costs one read.
 */
import { callers, limiter, storePorts, table, tickets, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { positionMarks, positions } from '../compose-positions.ts';
import { contactOf, contactsOf } from '../domain/bookings/contacts.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { isDrawing } from '../domain/model/draw.ts';
import { bookingVersion } from '../domain/model/expected-version.ts';
import { asOf, atItsPlace } from '../domain/model/lapsed-offer.ts';
import { lookAgainSeconds } from '../domain/model/look-again.ts';
import { isOwner, runsEvent } from '../domain/model/user.ts';
import { runsEventNow } from '../domain/process/event-access.ts';
import { lookAgainJson } from '../http/look-again.ts';
import { readBookingQuery } from '../http/requests/bookings.ts';
import { bookingView, drawView, organizerBookingView } from '../http/views/bookings.ts';
import { inLineView } from '../http/views/line.ts';
import { ticketsView } from '../http/views/tickets.ts';
import { noticeStore } from '../store/notices.ts';

const { bookings, runtime, cache } = storePorts();
const places = positions();
const marks = positionMarks();
const notices = noticeStore(table());
const accounts = { users: users() };
const issuer = tickets();

export const handler = endpoint(
  'read-booking',
  { callers: callers(), query: readBookingQuery, limiter: limiter() },
  async ({ actor, id, query }) => {
    const event = await cache.get(id('eventId'));
    const booking = await readBookingOf(actor, event, id('bookingId'), { bookings, cache });
    const now = runtime.now();
    const hasPosition = asOf(booking, now).status === 'waitlisted' && !isDrawing(event, now);
    const waiting = hasPosition ? atItsPlace(booking, now) : undefined;
    const isCounted = query.position !== 'omit';
    const found = waiting && isCounted ? await places.of(event, waiting) : undefined;
    const position = found?.position;
    const known = waiting && !isCounted ? await marks.aheadOf(event, waiting) : undefined;
    const ahead = found === undefined ? known : found.ahead;
    const isForOrganizer =
      !isOwner(actor, booking) ||
      (runsEvent(actor, event) && (await runsEventNow(actor, event.id, { cache })));
    const shown = isForOrganizer
      ? organizerBookingView(booking, now, {
          position,
          customer: contactOf(booking, await contactsOf([booking], accounts)),
          log: await notices.readLog(event, booking.id),
        })
      : bookingView(booking, now, position);
    const draw = drawView(booking, event, now);
    const body = {
      ...shown,
      ...(waiting && inLineView(waiting)),
      ...draw,
      ...ticketsView(booking, await issuer.issueKept(booking)),
    };
    return lookAgainJson(
      body,
      bookingVersion(booking),
      lookAgainSeconds(asOf(booking, now), event, ahead, now),
    );
  },
);
