/**
 * Says that this deployment sends no updates of bookings: an answer through an HTTP API of API Gateway cannot be held open,
 * because response streaming is for REST APIs alone
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html). The gateway of the local
 * service answers the route itself.
 */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { Refusal } from '../domain/model/refusal.ts';

export const handler = endpoint('read-booking-updates', { callers: callers() }, async () => {
  throw new Refusal(
    'not-acceptable',
    'This service holds no stream open for this request. Read the booking, and again after its lookAgainInSeconds; a service that offers streams needs Accept: text/event-stream.',
  );
});
