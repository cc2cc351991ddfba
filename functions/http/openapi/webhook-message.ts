/** Describes the webhooks themselves, which the service sends, for the OpenAPI document. */
import type * as z from 'zod';
import { webhookMessage } from '../answers/webhooks.ts';
import type { Parameter, WebhookObject } from './document-types.ts';
import { exampleOf, referenceTo } from './json-schema.ts';

const header = (name: string, description: string, example: string): Parameter => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/** @returns the webhooks of the document: one request, whose body says by its `type` what happened. */
export function webhookObjects(): Record<string, { post: WebhookObject }> {
  const example: z.output<typeof webhookMessage> = exampleOf(webhookMessage);
  return {
    webhook: {
      post: {
        operationId: 'receive-webhook',
        tags: ['Webhooks'],
        summary: 'What a webhook endpoint is sent',
        description:
          'A request as Standard Webhooks specifies. Verify it with a library of that specification and the secret of the endpoint. Answer with 2xx within 15 seconds; otherwise it is repeated for about a day. The webhooks of a booking come in the order of its history. One can come twice, with the same `webhook-id`.',
        parameters: [
          header('webhook-id', 'The same for each attempt.', 'msg_dO4gD7h1vYx0cW9bQ2mZkA'),
          header('webhook-timestamp', 'When this attempt was made, in seconds since 1970.', '1735722001'),
          header(
            'webhook-signature',
            'A signature by each valid secret, separated by spaces.',
            'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
          ),
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: referenceTo(webhookMessage), example } },
        },
        responses: { '2XX': { description: 'The webhook is accepted.' } },
      },
    },
  };
}
