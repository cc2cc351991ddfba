/** Creates an event. */
import { callers, canConfirm, creationPorts, limiter, runtime } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { createEvent } from '../domain/events/create-event.ts';
import { requireMail } from '../domain/events/require-mail.ts';
import { refuseWhileClosing } from '../domain/model/account.ts';
import { capacityFields, createEventBody } from '../http/requests/events.ts';
import { taggedEvent } from '../http/views/events.ts';

const portsFor = creationPorts();

export const handler = endpoint(
  'create-event',
  { body: createEventBody, callers: callers(), limiter: limiter() },
  async ({ actor, account, body: { capacity, ...body }, idempotencyKey }) => {
    refuseWhileClosing(account, runtime.now());
    requireMail(body, canConfirm());
    const { event, availability } = await createEvent(
      { ...body, ...capacityFields(capacity), organizerId: actor.userId },
      idempotencyKey,
      portsFor(actor),
    );
    const { text, headers } = taggedEvent(event, availability, runtime.now());
    return { text, headers: { ...headers, location: `/v1/events/${event.id}` } };
  },
);
