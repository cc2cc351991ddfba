/** The schema of the receipt of a booking. */
import * as z from 'zod';
import { policyName, policyTerms } from './events.ts';
import { id, instant, tickets } from './fields.ts';

const place = z
  .string()
  .regex(/^[\w-]{12}$/)
  .meta({
    id: 'Place',
    description: 'The pseudonym of a booking in receipts: a part of a hash of its id.',
    examples: ['q3VxY0b-Tn1s'],
  });
const drawnArrivalAt = instant.describe(
  'Its arrival by the draw, which determines its position, if it was drawn: `salesOpenAt` plus the whole milliseconds of the window times the fraction that the first 52 bits of HMAC-SHA256(seed, place) are of 2^52. The seed is the key as bytes, and the place the message as text.',
);
const draw = z
  .strictObject({
    salesOpenAt: instant.describe('When the window began.'),
    windowSeconds: z.int().describe('The length of the window.'),
    seedHash: z.string().describe('The SHA-256 of the seed, as hex; that of the event from its creation on.'),
    seed: z
      .string()
      .describe('The seed as hex, once it is published, a minute after the end of the window.')
      .exactOptional(),
  })
  .describe('The draw of the first requests, if the event has one.');
const turn = z.int().min(1);
const movedTo = instant.describe(
  'The arrival that counted instead, if the booking was at the end of the waitlist because two of its offers had lapsed.',
);
const aheadBecause = z
  .string()
  .describe('Why the organizer put the booking ahead of the waitlist, if that was so.');

export const receiptAnswer = z
  .strictObject({
    eventId: id.describe('The id of the event.'),
    bookingId: id.describe('The id of your booking.'),
    place: place.describe('The pseudonym of your booking in the receipts of others.'),
    policy: policyName.describe('The policy of the waitlist.'),
    policies: policyTerms.exactOptional(),
    quantity: tickets.describe('The number of tickets that you requested.'),
    arrivedAt: instant.describe(
      'When your request arrived, which determines your position, unless it was drawn.',
    ),
    drawnArrivalAt: drawnArrivalAt.exactOptional(),
    draw: draw.exactOptional(),
    aheadBecause: aheadBecause.exactOptional(),
    joinedAt: instant
      .describe('When your booking joined the waitlist; missing if you got tickets without waiting.')
      .exactOptional(),
    turns: z
      .array(turn)
      .describe(
        'The numbers of your promotions; several if you got your tickets in parts, or let offers lapse.',
      ),
    lapsed: z
      .array(
        z.strictObject({
          turn: turn.describe('The number of the promotion by which you were offered tickets.'),
          at: instant.describe('From when on you waited again.'),
          movedTo: movedTo.exactOptional(),
        }),
      )
      .describe(
        'Those of your promotions whose offer you let lapse, so that you waited again; if there are any.',
      )
      .exactOptional(),
    isServed: z.boolean().describe('Whether you got, or were offered, all tickets that you asked for.'),
    leftAt: instant.describe('When your booking left the waitlist without a promotion.').exactOptional(),
    passed: z
      .strictObject({
        at: instant.describe('When that began.'),
        heldBackSince: instant.describe('Since when your booking had held tickets back.'),
        quantity: tickets.describe('The tickets that it waited for then.'),
        afterTurn: z.int().min(0).describe('The last promotion before that.'),
      })
      .describe(
        'Set if your booking held tickets back for longer than the event allows: from then on bookings that want fewer tickets can be promoted before it.',
      )
      .exactOptional(),
    position: z
      .int()
      .min(1)
      .describe('Your current position in the waitlist, while you wait.')
      .exactOptional(),
    items: z
      .array(
        z.strictObject({
          turn: turn.describe('The number of the promotion.'),
          place: place.describe('The pseudonym of the promoted booking.'),
          arrivedAt: instant.describe('When the request of that booking arrived.'),
          drawnArrivalAt: drawnArrivalAt.exactOptional(),
          aheadBecause: aheadBecause.exactOptional(),
          movedTo: movedTo.exactOptional(),
          quantity: tickets.describe('The number of tickets of the promotion.'),
          servedAt: instant.describe('When the booking was promoted.'),
        }),
      )
      .describe(
        'The promotions of this part before yours, before you left, or until now, in order of `turn`.',
      ),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the next part; null on the last part.'),
  })
  .meta({ id: 'Receipt', description: 'The promotions before that of a booking in the waitlist.' });
