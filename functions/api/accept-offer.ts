/** Accepts an offer, which confirms the booking. */
import { bookingPorts, callers, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { answerOffer } from '../domain/bookings/answer-offer.ts';
import { noBody } from '../http/requests/bookings.ts';
import { bookingView } from '../http/views/bookings.ts';

const ports = bookingPorts();

export const handler = endpoint(
  'accept-offer',
  { body: noBody, callers: callers(), limiter: limiter() },
  async ({ actor, id }) => {
    const answer = { eventId: id('eventId'), bookingId: id('bookingId'), actor, answer: 'accept' as const };
    return { body: bookingView(await answerOffer(answer, ports), ports.runtime.now()) };
  },
);
