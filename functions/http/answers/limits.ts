/** The schema of the answer about the limits in force. */
import * as z from 'zod';
import { RATE_LIMITS, type RateLimitName } from '../../domain/model/limits.ts';

const NAMES = Object.keys(RATE_LIMITS) as [RateLimitName, ...RateLimitName[]];

const rateLimitAnswer = z.strictObject({
  name: z.enum(NAMES).describe('The name of the limit, as in the field `RateLimit` of answers.'),
  requests: z.int().min(1).describe('A full bucket admits so many requests at once.'),
  seconds: z.int().min(1).describe('An empty bucket is full again after so many seconds.'),
});

export const limitsAnswer = z
  .strictObject({
    rateLimits: z
      .array(rateLimitAnswer)
      .nullable()
      .describe('The rate limits; null if the operator has switched them off.'),
    eventQuota: z
      .strictObject({
        events: z.int().min(1).describe('Events that are not over.'),
        shards: z.int().min(1).describe('The shards of these events together.'),
      })
      .nullable()
      .describe(
        'What an organizer may have at most, admins apart; null if the operator has switched it off.',
      ),
  })
  .meta({
    id: 'Limits',
    description: 'The limits in force.',
    examples: [
      {
        rateLimits: [{ name: 'register', requests: 60, seconds: 3600 }],
        eventQuota: { events: 200, shards: 4096 },
      },
    ],
  });

export type LimitsAnswer = z.output<typeof limitsAnswer>;
