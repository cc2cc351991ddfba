/** The schemas of the answers about webhook endpoints and deliveries, and of the webhooks themselves. */
import * as z from 'zod';
import { WEBHOOK_TYPES } from '../../domain/model/webhook.ts';
import { DELIVERY_CAUSES, DELIVERY_ERRORS, DELIVERY_OUTCOMES } from '../../domain/model/webhook-delivery.ts';
import { DISABLED_REASONS } from '../../domain/model/webhook-endpoint.ts';
import { bookingAnswer } from './bookings.ts';
import { changedEventAnswer } from './events.ts';
import { id, instant, pageOf, tickets } from './fields.ts';

const EXAMPLE = {
  id: 'uX5kW2zE9cNp4vMj7aBqSg',
  url: 'https://receiver.example/webhooks',
  description: 'Our accounting',
  enabled: true,
  createdAt: '2025-01-01T09:00:00.731Z',
  deliversFrom: '2025-01-01T09:00:00.731Z',
};

export const webhookAnswer = z
  .strictObject({
    id: id.describe('The id of the webhook endpoint.'),
    url: z.string().describe('Where webhooks are sent.'),
    description: z.string().describe('What the organizer wrote about it.').exactOptional(),
    enabled: z.boolean().describe('Whether webhooks are sent.'),
    createdAt: instant.describe('When the endpoint was created.'),
    deliversFrom: instant.describe(
      'What happened earlier is sent only if it is replayed: when the endpoint was created or last enabled.',
    ),
    failingSince: instant
      .describe('The first failed attempt after the last that was accepted.')
      .exactOptional(),
    disabledAt: instant.describe('When the endpoint was disabled, if it is.').exactOptional(),
    disabledBecause: z
      .enum(DISABLED_REASONS)
      .describe(
        '`by-organizer`: you disabled it. `gone`: it answered 410. `failing`: no attempt was accepted for five days.',
      )
      .exactOptional(),
    oldSecretsUntil: instant
      .describe('Until when earlier secrets sign beside the current one, if there are any.')
      .exactOptional(),
  })
  .meta({ id: 'Webhook', description: 'A webhook endpoint.', examples: [EXAMPLE] });

export const webhookWithSecretAnswer = webhookAnswer
  .extend({
    secret: z
      .string()
      .describe('The secret that signs, for the libraries of Standard Webhooks. It is not shown again.'),
  })
  .meta({
    id: 'WebhookWithSecret',
    description: 'A webhook endpoint with its new secret.',
    examples: [{ ...EXAMPLE, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }],
  });

export const webhookPageAnswer = pageOf(webhookAnswer, 'Your webhook endpoints, the oldest first.').meta({
  id: 'WebhookPage',
  description: 'All webhook endpoints of an account.',
});

export const webhookDeliveryAnswer = z
  .strictObject({
    id: id.describe('The id of the delivery.'),
    webhookId: z.string().describe('The `webhook-id`, the same for each attempt.'),
    type: z.enum(WEBHOOK_TYPES).describe('What happened.'),
    happenedAt: instant.describe('When it happened.'),
    eventId: id.describe('The id of the event; none for a test.').exactOptional(),
    bookingId: id.describe('The id of the booking, if it is about one.').exactOptional(),
    cause: z
      .enum(DELIVERY_CAUSES)
      .describe(
        '`entry`: it happened. `replay`: you asked for this delivery again. `test`: you asked for a test.',
      ),
    attempt: z.int().min(1).describe('The number of the attempt at this webhook, from 1.'),
    at: instant.describe('When the attempt began.'),
    durationMs: z.int().min(0).describe('How long the attempt took, in milliseconds.'),
    outcome: z
      .enum(DELIVERY_OUTCOMES)
      .describe(
        '`accepted`: answered with 2xx. `failed`: the attempt failed and is repeated, unless the endpoint is disabled by then. `given-up`: it failed and is not repeated.',
      ),
    status: z.int().describe('The status of the answer, if there was one.').exactOptional(),
    answer: z.string().describe('The first 500 bytes of the answer’s body.').exactOptional(),
    error: z
      .enum(DELIVERY_ERRORS)
      .describe(
        'Why there was no answer. `address-not-allowed`: the name has an address that is not on the internet. `name-not-found`: the name has no address. `not-connected`: the connection failed or broke. `tls-failed`: the certificate is not valid. `no-answer`: it took longer than 15 seconds, or 5 for a test or a replayed delivery. `not-understood`: the answer was not HTTP. `resting`: not tried, because the endpoint had not answered within the last minute, or after more than 5 seconds.',
      )
      .exactOptional(),
    nextAttemptAt: instant.describe('When the next attempt is due, if there is one.').exactOptional(),
  })
  .meta({
    id: 'WebhookDelivery',
    description: 'An attempt to deliver a webhook.',
    examples: [
      {
        id: 'AZQg0eCbp4vMj7aBqSguXw',
        webhookId: 'msg_dO4gD7h1vYx0cW9bQ2mZkA',
        type: 'booking.booked',
        happenedAt: '2025-01-01T09:00:00.790Z',
        eventId: 'Jb3sT0yq5lVd8rHn2eXwPg',
        bookingId: 'uX5kW2zE9cNp4vMj7aBqSg',
        cause: 'entry',
        attempt: 1,
        at: '2025-01-01T09:00:01.044Z',
        durationMs: 85,
        outcome: 'failed',
        status: 500,
        answer: 'Internal Server Error',
        nextAttemptAt: '2025-01-01T09:00:06.129Z',
      },
    ],
  });

export const webhookDeliveryPageAnswer = pageOf(webhookDeliveryAnswer, 'Attempts, the newest first.').meta({
  id: 'WebhookDeliveryPage',
  description: 'A page of attempts to deliver webhooks.',
});

export const webhookReplayAnswer = z
  .strictObject({
    since: instant.describe('What happened at this instant or later is sent again.'),
    eventId: id.describe('The event, if it is only that of one.').exactOptional(),
    requestedAt: instant.describe('When the replay was requested.'),
    isDone: z
      .boolean()
      .describe('Whether everything was handed to the endpoint, or waits for its next attempt.'),
  })
  .meta({
    id: 'WebhookReplay',
    description: 'A request to send webhooks again.',
    examples: [{ since: '2025-01-01T00:00:00.000Z', requestedAt: '2025-01-03T09:00:00.000Z', isDone: false }],
  });

/** The body of each webhook, by its type. */
export const webhookMessage = z
  .strictObject({
    type: z.enum(WEBHOOK_TYPES).describe('What happened.'),
    timestamp: instant.describe('When it happened.'),
    data: z
      .strictObject({
        eventId: id.describe('The id of the event.').exactOptional(),
        event: changedEventAnswer
          .describe('The event as it is when the webhook is sent; of `event.changed` and `event.cancelled`.')
          .exactOptional(),
        bookingId: id.describe('The id of the booking.').exactOptional(),
        entry: z
          .int()
          .min(0)
          .describe('The index of the entry in the history of the booking, from 0.')
          .exactOptional(),
        quantity: tickets.describe('The tickets that the entry is about, if it states them.').exactOptional(),
        historyEntry: z
          .looseObject({
            what: z.string().describe('The kind of entry, as in the type.'),
            at: instant.describe('When it happened.'),
          })
          .describe('The entry, as in the `history` that the organizer reads.')
          .exactOptional(),
        booking: bookingAnswer
          .describe(
            'The booking as its organizer reads it when the webhook is sent, without its history and its account.',
          )
          .exactOptional(),
        webhookEndpointId: id.describe('The id of the webhook endpoint; of a test.').exactOptional(),
      })
      .describe('What the webhook is about.'),
  })
  .meta({
    id: 'WebhookMessage',
    description: 'The body of a webhook.',
    examples: [
      {
        type: 'booking.booked',
        timestamp: '2025-01-01T09:00:00.790Z',
        data: {
          eventId: 'Jb3sT0yq5lVd8rHn2eXwPg',
          bookingId: 'uX5kW2zE9cNp4vMj7aBqSg',
          entry: 0,
          quantity: 2,
          historyEntry: { what: 'booked', at: '2025-01-01T09:00:00.790Z', quantity: 2 },
          booking: {
            id: 'uX5kW2zE9cNp4vMj7aBqSg',
            eventId: 'Jb3sT0yq5lVd8rHn2eXwPg',
            status: 'confirmed',
            quantity: 2,
            createdAt: '2025-01-01T09:00:00.731Z',
            customerId: 'dO4gD7h1vYx0cW9bQ2mZkA',
          },
        },
      },
    ],
  });

export type WebhookAnswer = z.output<typeof webhookAnswer>;
export type WebhookDeliveryAnswer = z.output<typeof webhookDeliveryAnswer>;
export type WebhookReplayAnswer = z.output<typeof webhookReplayAnswer>;
export type WebhookMessage = z.output<typeof webhookMessage>;
