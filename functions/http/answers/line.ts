/** The schema of the answer with the line of an event. */
import * as z from 'zod';
import { instant } from './fields.ts';

export const lineAnswer = z
  .strictObject({
    servedUpTo: instant
      .describe(
        'Nobody who arrived earlier waits any more: each was served, or left. While somebody waits, it is the arrival of the first one. Missing while positions are to be drawn.',
      )
      .exactOptional(),
    waiting: z
      .int()
      .min(0)
      .describe('How many bookings wait. It is estimated while many have joined in the last seconds.'),
    mayBePassed: z
      .literal(true)
      .describe(
        'Somebody further back can be served before others: by the policy `skip`, or by `passHeadAfterSeconds`.',
      )
      .exactOptional(),
    marks: z
      .array(
        z.strictObject({
          place: z
            .int()
            .min(1)
            .describe(
              'The place of the booking that the mark is of. Without `tie`: how many bookings wait that arrived at `arrivedAt` or earlier.',
            ),
          arrivedAt: instant.describe('When it arrived, or up to when they did.'),
          tie: z
            .string()
            .describe(
              'The mark is of one booking. This tells it from others that arrived in the same millisecond.',
            )
            .exactOptional(),
        }),
      )
      .describe(
        'One at each of the first 100 places, further back about one for each thirtieth part of the place, at most 256 places apart. Empty while positions are to be drawn.',
      ),
    asOf: instant.describe('When the waitlist was read.'),
    nextLookSeconds: z.int().min(1).describe('After how many seconds to read the line again.'),
  })
  .meta({
    id: 'Line',
    description: 'How far the waitlist of an event was served, without anything of a person.',
    examples: [
      {
        servedUpTo: '2025-01-02T09:30:00.120Z',
        waiting: 3,
        marks: [
          { place: 1, arrivedAt: '2025-01-02T09:30:00.120Z', tie: 'Kx4' },
          { place: 2, arrivedAt: '2025-01-02T09:30:00.384Z', tie: 'm0Q' },
          { place: 3, arrivedAt: '2025-01-02T09:30:00.384Z', tie: '7dR' },
        ],
        asOf: '2025-01-03T16:20:04.000Z',
        nextLookSeconds: 5,
      },
    ],
  });

export type LineAnswer = z.output<typeof lineAnswer>;
