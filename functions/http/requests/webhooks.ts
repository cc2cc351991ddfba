/** Zod schemas of the request bodies for webhook endpoints. Which addresses are allowed is decided in `functions/webhooks`. */
import * as z from 'zod/mini';
import { ID } from '../../domain/model/id.ts';
import {
  WEBHOOK_DESCRIPTION_LIMIT_CHARACTERS,
  WEBHOOK_OVERLAP_DEFAULT_SECONDS,
  WEBHOOK_OVERLAP_MAX_SECONDS,
  WEBHOOK_URL_LIMIT_CHARACTERS,
} from '../../domain/model/limits.ts';
import { line } from './fields.ts';
import { instant } from './times.ts';

const url = z
  .string()
  .check(
    z.maxLength(WEBHOOK_URL_LIMIT_CHARACTERS),
    z.regex(/^https?:\/\/[!-~]+$/, 'must be an address like https://example.com/webhooks, without spaces'),
  );
const description = line(WEBHOOK_DESCRIPTION_LIMIT_CHARACTERS);

export const createWebhookBody = z.strictObject({ url, description: z.exactOptional(description) });

/** Null clears the description. */
export const changeWebhookBody = z.strictObject({
  url: z.exactOptional(url),
  description: z.exactOptional(z.nullable(description)),
  enabled: z.exactOptional(z.boolean()),
});

export const rotateWebhookSecretBody = z.strictObject({
  overlapSeconds: z._default(
    z.int().check(z.gte(0), z.lte(WEBHOOK_OVERLAP_MAX_SECONDS)),
    WEBHOOK_OVERLAP_DEFAULT_SECONDS,
  ),
});

export const replayWebhookBody = z.strictObject({
  since: instant,
  eventId: z.exactOptional(z.string().check(z.regex(ID, 'must be the id of an event'))),
});
