/** The schemas of the answers about announcements, and about who wants none. */
import * as z from 'zod';
import { AUDIENCES } from '../../domain/model/announcement.ts';
import { LANGUAGES } from '../../domain/model/booking.ts';
import { id, instant, pageOf } from './fields.ts';

const bookings = z.int().min(0);

export const announcementAnswer = z
  .strictObject({
    number: z.int().min(1).describe('Counts the announcements of the event.'),
    subject: z.string().describe('The subject of the mails, to which they add the name of the event.'),
    text: z.string().describe('The text, with its paragraphs.'),
    to: z.enum(AUDIENCES).describe('Whom it is for.'),
    createdAt: instant.describe('When it was written. A later booking does not get it.'),
    createdBy: id.describe('The id of the account that wrote it: the organizer, or an admin.'),
    progress: z
      .strictObject({
        isDone: z.boolean().describe('Whether it was the turn of every booking.'),
        doneAt: instant.describe('When it was the turn of the last one.').exactOptional(),
        sent: bookings.describe('Bookings whose mail the mail service accepted.'),
        unsubscribed: bookings.describe(
          'Bookings whose address wants no announcements of the organizer, so that no mail was sent.',
        ),
        notSent: bookings.describe(
          'Bookings without a mail for another reason, which `notices` of each booking says: its address bounced, or got too many mails that day.',
        ),
        delayed: bookings.describe(
          'Bookings whose mail could not be sent when it was their turn. It is tried again for three days, which this number does not follow.',
        ),
      })
      .describe('How many bookings it reached so far.'),
  })
  .meta({
    id: 'Announcement',
    description: 'What an organizer wrote to the customers of an event.',
    examples: [
      {
        number: 1,
        subject: 'Doors open at seven',
        text: 'We open the doors an hour earlier.\n\nThe way to us: https://example.com/way',
        to: 'all',
        createdAt: '2099-05-30T10:00:00.000Z',
        createdBy: 'Rk9mC4uZ7aGf1oLs6iYtQw',
        progress: { isDone: false, sent: 0, unsubscribed: 0, notSent: 0, delayed: 0 },
      },
    ],
  });

export const announcementPageAnswer = pageOf(
  announcementAnswer,
  'Announcements of the event, the latest first.',
).meta({ id: 'AnnouncementPage', description: 'A page of announcements.' });

export const announcementPreviewAnswer = z
  .strictObject({
    bookings: bookings.describe('How many bookings it would be for now.'),
    isComplete: z
      .boolean()
      .describe('Whether all bookings were counted. If not, there are more: up to 10,000 bookings are read.'),
    mails: z
      .array(
        z.strictObject({
          to: z
            .enum(['holders', 'waiters'])
            .describe('Whether this is the mail to somebody with tickets, or to somebody who waits.'),
          language: z.enum(LANGUAGES).describe('The language in which these customers booked.'),
          bookings: bookings.describe('How many of the counted bookings get the mail in this form.'),
          subject: z.string().describe('The subject.'),
          text: z.string().describe('The plain text.'),
          html: z.string().describe('The HTML.'),
        }),
      )
      .describe(
        'The mails in each form that applies, with a made-up name, booking and position, and with links that lead nowhere.',
      ),
  })
  .meta({ id: 'AnnouncementPreview', description: 'What an announcement would be. Nothing was sent.' });

export const unsubscriptionAnswer = z
  .strictObject({
    isUnsubscribed: z.boolean().describe('Whether the address gets no announcements of the organizer.'),
  })
  .meta({
    id: 'Unsubscription',
    description: 'Whether an address wants announcements of an organizer.',
    examples: [{ isUnsubscribed: false }],
  });

export type AnnouncementAnswer = z.output<typeof announcementAnswer>;
