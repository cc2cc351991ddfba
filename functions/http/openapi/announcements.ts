/** Describes the routes of announcements, and of those who want none, for the OpenAPI document. */
import { ANNOUNCEMENTS_PER_EVENT_AND_DAY, ANNOUNCEMENTS_PER_EVENT_LIMIT } from '../../domain/model/limits.ts';
import {
  announcementAnswer,
  announcementPageAnswer,
  announcementPreviewAnswer,
  unsubscriptionAnswer,
} from '../answers/announcements.ts';
import { announcementBody } from '../requests/announcements.ts';
import { pageQuery } from '../requests/lists.ts';
import { ANNOUNCEMENT_PAGE, ANNOUNCEMENT_PREVIEW } from './example-answers.ts';
import { EVENT_ID, UNSUBSCRIPTION_PATH } from './example-ids.ts';
import { input, json, type OperationTable } from './operation.ts';
import { visibleRule } from './text-rules.ts';

const BODY = input(
  announcementBody,
  {
    subject: 'Doors open at seven',
    text: 'We open the doors an hour earlier.\n\nThe way to us: https://example.com/way',
    to: 'all',
  },
  {
    subject: 'The subject of the mails. They add the name of the event to it.',
    text: 'The text: paragraphs of plain text, with an empty line between them. Addresses of pages that begin with `https://` or `http://` become links.',
    to: '`holders`: those who have tickets. `waiters`: those who wait for tickets, or have an offer that they have not accepted yet; their mail says what their chances are. `all`: both. A booking that has a part of its tickets is both.',
  },
);

export const ANNOUNCEMENTS = {
  'preview-announcement': {
    summary: 'Preview an announcement',
    says: 'Counts the bookings that the announcement would be for, and returns its mails as they would be sent: for those who have tickets and those who wait, in each language in which they booked. Nothing is sent or stored.',
    path: { eventId: EVENT_ID },
    body: BODY,
    answers: {
      200: { says: 'The preview.', ...json(announcementPreviewAnswer, ANNOUNCEMENT_PREVIEW) },
    },
    problems: [],
    rules: [visibleRule('subject', 'text')],
  },
  'write-announcement': {
    summary: 'Write to the customers of an event',
    says: `Mails a text to everybody who holds tickets of the event, or who waits for some. The mails are sent after the answer, each booking gets one, and whoever books later gets none. An address that unsubscribed from the announcements of this organizer gets none. Replies do not reach the organizer, so the text should say whom to ask. An event may have ${ANNOUNCEMENTS_PER_EVENT_AND_DAY} announcements a day and ${ANNOUNCEMENTS_PER_EVENT_LIMIT} in all.`,
    path: { eventId: EVENT_ID },
    idempotencyKey: 'doors-open-at-seven',
    body: BODY,
    answers: { 202: { says: 'The announcement, which is being sent.', json: announcementAnswer } },
    problems: [
      'no-mail',
      'announcement-limit-reached',
      'event-cancelled',
      'idempotency-key-reused',
      'too-many-announcements',
    ],
    rules: [visibleRule('subject', 'text')],
  },
  'list-announcements': {
    summary: 'List an event’s announcements',
    says: 'Lists what was written to the customers of an event, when and by whom, and how many bookings it reached so far: the latest first. A page has up to 30.',
    path: { eventId: EVENT_ID },
    query: input(
      pageQuery,
      { limit: 2 },
      {
        limit: 'The largest number of items on a page.',
        cursor: 'The `nextCursor` of the previous page. Leave it out for the first page.',
      },
    ),
    answers: {
      200: { says: 'A page of announcements.', ...json(announcementPageAnswer, ANNOUNCEMENT_PAGE) },
    },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
  'read-unsubscription': {
    summary: 'Read whether an address wants announcements',
    says: 'Tells whether an address is unsubscribed from the announcements of an organizer. The path is in the link of each announcement’s mail. It changes nothing, so a program that checks the links of mails does no harm.',
    who: 'Whoever has the link of a mail',
    path: UNSUBSCRIPTION_PATH,
    answers: { 200: { says: 'Whether the address is unsubscribed.', json: unsubscriptionAnswer } },
    problems: [],
  },
  unsubscribe: {
    summary: 'Unsubscribe from an organizer’s announcements',
    says: 'Notes that an address wants no announcements of an organizer any more. Mails about what happens to a booking are sent as before. Mail programs send this request by themselves if the reader asks them to (`List-Unsubscribe-Post`, RFC 8058); the body is ignored. Repeating it changes nothing.',
    who: 'Whoever has the link of a mail',
    path: UNSUBSCRIPTION_PATH,
    answers: { 204: { says: 'The address is unsubscribed.' } },
    problems: [],
  },
  'subscribe-again': {
    summary: 'Subscribe to an organizer’s announcements again',
    says: 'Takes back that an address was unsubscribed. Announcements from before are not sent.',
    who: 'Whoever has the link of a mail',
    path: UNSUBSCRIPTION_PATH,
    answers: { 204: { says: 'The address gets announcements again.' } },
    problems: [],
  },
} satisfies OperationTable;
