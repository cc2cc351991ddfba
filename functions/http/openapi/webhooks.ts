/** Describes the routes of webhook endpoints for the OpenAPI document. */
import { deliveryIdAt } from '../../domain/model/webhook-delivery.ts';
import {
  webhookAnswer,
  webhookDeliveryAnswer,
  webhookDeliveryPageAnswer,
  webhookPageAnswer,
  webhookReplayAnswer,
  webhookWithSecretAnswer,
} from '../answers/webhooks.ts';
import { listDeliveriesQuery } from '../requests/lists.ts';
import {
  changeWebhookBody,
  createWebhookBody,
  replayWebhookBody,
  rotateWebhookSecretBody,
} from '../requests/webhooks.ts';
import { EVENT_ID, WEBHOOK_ID, WEBHOOK_KEY } from './example-ids.ts';
import { exampleOf } from './json-schema.ts';
import { input, json, type OperationTable } from './operation.ts';
import { visibleRule } from './text-rules.ts';

const WHO = 'The organizer whose endpoint it is';
const URL_SAYS =
  'Where webhooks are sent. It begins with `https://`, states no port, name or password, and names a machine on the internet.';
const URL_RULE =
  '`url` is an address on the internet: an IP address in it, and each one that its name stands for, is public.';
const PATH = { webhookId: WEBHOOK_ID };

const DISABLED = {
  ...exampleOf(webhookAnswer),
  enabled: false,
  disabledAt: '2025-01-06T09:00:00.000Z',
  disabledBecause: 'by-organizer' as const,
};
const PAGE = { items: [exampleOf(webhookAnswer)], nextCursor: null };
const DELIVERY = exampleOf(webhookDeliveryAnswer);
const DELIVERY_PAGE = { items: [DELIVERY], nextCursor: null };
const { eventId: _eventId, bookingId: _bookingId, nextAttemptAt: _next, ...ONCE } = DELIVERY;
const TEST = {
  ...ONCE,
  type: 'webhook.test' as const,
  cause: 'test' as const,
  outcome: 'accepted' as const,
  status: 204,
  answer: '',
};

export const WEBHOOKS = {
  'create-webhook': {
    summary: 'Create a webhook endpoint',
    says: 'Creates an endpoint: an address of yours to which webhooks are sent, as Standard Webhooks specifies. It gets one for each entry that is added to the history of a booking of your events, and for each change and cancellation of these events, from now on. The answer has the secret with which they are signed; only this answer and that of a rotation have it.',
    idempotencyKey: WEBHOOK_KEY,
    body: input(
      createWebhookBody,
      { url: 'https://receiver.example/webhooks', description: 'Our accounting' },
      { url: URL_SAYS, description: 'A text of yours about the endpoint.' },
    ),
    answers: {
      201: {
        says: 'The new endpoint with its secret.',
        json: webhookWithSecretAnswer,
        location: true,
        etag: true,
      },
    },
    problems: ['too-many-webhooks', 'idempotency-key-reused'],
    rules: [URL_RULE, visibleRule('description')],
  },
  'list-webhooks': {
    summary: 'List your webhook endpoints',
    says: 'Lists all your endpoints.',
    answers: { 200: { says: 'Your endpoints.', ...json(webhookPageAnswer, PAGE) } },
    problems: [],
  },
  'read-webhook': {
    summary: 'Read a webhook endpoint',
    says: 'Returns an endpoint: whether it is enabled, and since when it fails, if it does.',
    who: WHO,
    path: PATH,
    answers: { 200: { says: 'The endpoint.', json: webhookAnswer, etag: true } },
    problems: [],
  },
  'test-webhook': {
    summary: 'Send a test to a webhook endpoint',
    says: 'Sends a webhook of the type `webhook.test` and waits up to five seconds for the answer, also if the endpoint is disabled. It is not repeated.',
    who: WHO,
    path: PATH,
    answers: {
      200: { says: 'The attempt, whether it was accepted or not.', ...json(webhookDeliveryAnswer, TEST) },
    },
    problems: [],
  },
  'list-webhook-deliveries': {
    summary: 'List the deliveries to a webhook endpoint',
    says: 'Lists the attempts of the last 30 days, the newest first. One answer to a list with `outcome` or `type` looks at up to 300 attempts, so a page may be short, or empty, and still have a `nextCursor`.',
    who: WHO,
    path: PATH,
    query: input(
      listDeliveriesQuery,
      { limit: 2, outcome: 'failed', type: 'booking.booked' },
      {
        limit: 'The largest number of items on a page.',
        cursor: 'The `nextCursor` of the previous page. Leave it out for the first page.',
        outcome: 'Only attempts with this outcome.',
        type: 'Only attempts at webhooks of this type.',
      },
    ),
    answers: { 200: { says: 'A page of attempts.', ...json(webhookDeliveryPageAnswer, DELIVERY_PAGE) } },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
  'replay-webhook-delivery': {
    summary: 'Send a delivery again',
    says: 'Sends the webhook of a delivery again, with the same `webhook-id`, and waits up to five seconds for the answer. It shows the booking or the event as it is now. It is not repeated, and other webhooks do not wait for it.',
    who: WHO,
    path: { ...PATH, deliveryId: deliveryIdAt(Date.UTC(2025), 'AAAAAAAAAAAAAAAAAAAAAA') },
    answers: { 200: { says: 'The new attempt.', json: webhookDeliveryAnswer } },
    problems: [],
  },
  'replay-webhook': {
    summary: 'Send webhooks again',
    says: 'Sends again, in order, everything that happened at an instant or later, to bookings of one event or of all your events: also what happened before the endpoint was created or while it was disabled, and what was given up or accepted before. Each webhook has the `webhook-id` that it had. A new replay replaces one that is not done.',
    who: WHO,
    path: PATH,
    body: input(
      replayWebhookBody,
      { since: '2025-01-01T00:00:00Z', eventId: EVENT_ID },
      {
        since: 'The instant from which on everything is sent again, in any time zone offset.',
        eventId: 'The id of one of your events. Leave it out for all of them.',
      },
    ),
    answers: { 202: { says: 'The replay was requested.', json: webhookReplayAnswer } },
    problems: ['webhook-disabled'],
    rules: ['The year of `since` has four digits, also when converted to UTC.'],
  },
  'read-webhook-replay': {
    summary: 'Read the last replay of a webhook endpoint',
    says: 'Returns the last request to send webhooks again, and whether it is done.',
    who: WHO,
    path: PATH,
    answers: { 200: { says: 'The last replay.', json: webhookReplayAnswer } },
    problems: [],
  },
  'rotate-webhook-secret': {
    summary: 'Rotate the secret of a webhook endpoint',
    says: 'Makes a new secret. Until the overlap is over, each webhook is signed with both, so that the receiver can change over. With an overlap of 0 the old secret ends at once.',
    who: WHO,
    idempotencyKey: 'rotate-1',
    path: PATH,
    body: input(
      rotateWebhookSecretBody,
      { overlapSeconds: 3_600 },
      {
        overlapSeconds:
          'How many seconds the old secret signs beside the new one; by default a day, at most a week.',
      },
    ),
    ifMatch: 'the endpoint',
    answers: {
      200: { says: 'The endpoint with its new secret.', json: webhookWithSecretAnswer, etag: true },
    },
    problems: [],
  },
  'change-webhook': {
    summary: 'Change a webhook endpoint',
    says: 'Changes the fields that are sent and keeps the others. An endpoint that is enabled again gets what happens from then on; replay what happened while it was disabled.',
    who: WHO,
    path: PATH,
    body: input(
      changeWebhookBody,
      { enabled: false },
      {
        url: URL_SAYS,
        description: 'A text of yours about the endpoint. With `null` it has none.',
        enabled: 'Whether webhooks are sent.',
      },
    ),
    ifMatch: 'the endpoint',
    answers: { 200: { says: 'The changed endpoint.', ...json(webhookAnswer, DISABLED), etag: true } },
    problems: [],
    rules: [URL_RULE, visibleRule('description')],
  },
  'remove-webhook': {
    summary: 'Remove a webhook endpoint',
    says: 'Removes an endpoint with its secrets. An attempt that is under way may still arrive.',
    who: WHO,
    path: PATH,
    ifMatch: 'the endpoint',
    answers: { 204: { says: 'The endpoint is removed.' } },
    problems: [],
  },
} satisfies OperationTable;
