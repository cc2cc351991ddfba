import { bookingPorts, tokens } from '../compose.ts';
import { answerOffer } from '../domain/answer-offer.ts';
import { endpoint } from '../http/endpoint.ts';
import { bookingView, noBody } from '../http/schemas.ts';

const ports = bookingPorts();

export const handler = endpoint(
  'decline-offer',
  { body: noBody, tokens: tokens() },
  async ({ actor, id }) => {
    const answer = { eventId: id('eventId'), bookingId: id('bookingId'), actor, answer: 'decline' as const };
    return { body: bookingView(await answerOffer(answer, ports), ports.environment.now()) };
  },
);
