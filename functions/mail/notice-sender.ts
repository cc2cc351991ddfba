/**
 * Sends a notice as a mail: its text, the link to the booking's page, the codes of the tickets as images, and a
 * calendar entry that replaces the one of an earlier mail. Somebody who received a ticket gets that ticket alone, also as
 * a document to print, and no link: the page of the booking is not theirs. What becomes of it later is told them without
 * its code.
 */
import { DEFAULT_LANGUAGE } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { MAIL_IMAGES_MAX } from '../domain/model/limits.ts';
import { holderToldOf, type NoticeKind } from '../domain/model/notice.ts';
import { ticketsOf } from '../domain/model/ticket.ts';
import { nameOfType } from '../domain/model/ticket-types.ts';
import type { Attachment, Mailer } from '../domain/ports/mailer.ts';
import type { AddressedNotice, NoticeSender } from '../domain/ports/notice-sender.ts';
import { calendarOf } from '../tickets/calendar.ts';
import { qrPng } from '../tickets/qr-code.ts';
import { renderNotice } from './render-notice.ts';
import { greetable } from './repeated-name.ts';
import type { MailSettings } from './settings.ts';
import { oneLine } from './written-text.ts';

/** The notices that show the codes of the tickets that the booking has then. */
const WITH_CODES: ReadonlySet<NoticeKind> = new Set([
  'booked',
  'tickets-added',
  'part-granted',
  'promoted',
  'offer-accepted',
  'cancelled',
  'ticket-received',
]);
/** The notices that change a calendar entry. */
const WITH_CALENDAR: ReadonlySet<NoticeKind> = new Set([...WITH_CODES, 'event-cancelled', 'event-changed']);

type CodedTicket = { number: number; code: string };

/**
 * `post`: the address to which a POST unsubscribes. `fragment`: makes the link of a booking's page show how to.
 */
export type UnsubscribeLinks = { post: string; fragment: string };

/**
 * `linkTo`: the address of a booking's page, with the right to manage that booking. `ticketsOf`: the tickets that
 * the booking shows now, or the one that was received under a number. `unsubscribeLinks`: for announcements of the organizer to an address.
 */
export type NoticeSenderParts = {
  mailer: Mailer;
  settings: MailSettings;
  linkTo: (booking: AddressedNotice['booking']) => Promise<string>;
  ticketsOf: (booking: AddressedNotice['booking'], received?: number) => Promise<CodedTicket[]>;
  unsubscribeLinks: (organizerId: string, email: string) => Promise<UnsubscribeLinks>;
  now: () => number;
};

type Code = { contentId: string; filename: string; caption: string; data: Buffer };

export function noticeSender(parts: NoticeSenderParts): NoticeSender {
  const { mailer, settings, linkTo, ticketsOf, unsubscribeLinks, now } = parts;
  return {
    async send(addressed) {
      const { notice, booking, event, to } = addressed;
      const ofTicket = holderToldOf(notice);
      const isReceived = notice.kind === 'ticket-received';
      const hasCodes = WITH_CODES.has(notice.kind) && notice.toHolderOf === undefined;
      const tickets = hasCodes ? await ticketsOf(booking, ofTicket) : [];
      const codes = codesOf(tickets, addressed);
      const { brand, timeZone } = settings;
      const link = ofTicket === undefined ? await linkTo(booking) : undefined;
      const unsubscribe =
        notice.kind === 'announcement' ? await unsubscribeLinks(event.organizerId, to.email) : undefined;
      const written = renderNotice({
        notice,
        booking,
        event,
        to,
        link,
        brand,
        timeZone,
        images: codes,
        ...(unsubscribe && { unsubscribeLink: `${link}${unsubscribe.fragment}` }),
      });
      return mailer.send({
        ...(unsubscribe && { unsubscribeLink: unsubscribe.post }),
        id: [booking.id, notice.entry, notice.kind, ...(notice.toHolderOf ? [notice.toHolderOf] : [])].join(
          '.',
        ),
        to,
        ...written,
        attachments: [
          ...codes.map(imageOf),
          ...(isReceived ? [await printed(addressed, tickets, now())] : []),
          ...calendarFor(addressed, now()),
        ],
        tags: {
          eventId: event.id,
          bookingId: booking.id,
          ...(ofTicket !== undefined && { ticket: String(ofTicket) }),
        },
      });
    },
  };
}

/** A mail with more images would be cut off by mail programs; the page of the booking has all of them. */
function codesOf(tickets: CodedTicket[], { booking, event }: AddressedNotice): Code[] {
  if (tickets.length > MAIL_IMAGES_MAX) return [];
  return tickets.map(({ number, code }) => {
    const [title, type] = [`Ticket ${number}`, typeOf(number, booking, event)];
    const caption = type === undefined ? title : oneLine(`${title}: ${type}`);
    return { contentId: `ticket-${number}@boxoffice`, filename: `${title}.png`, caption, data: qrPng(code) };
  });
}

/** @returns the name of the type of the ticket with this number; undefined if the event has no types. */
function typeOf(number: number, booking: AddressedNotice['booking'], event: Event): string | undefined {
  return nameOfType(event, ticketsOf(booking).find((ticket) => ticket.number === number)?.type);
}

async function printed(
  { booking, event, to }: AddressedNotice,
  tickets: CodedTicket[],
  now: number,
): Promise<Attachment> {
  const { language = DEFAULT_LANGUAGE } = booking;
  // Loaded on demand: PDFKit takes 0.1 s to start, and few mails need it.
  const { ticketsPdf } = await import('../tickets/pdf.ts');
  const pages = {
    bookingId: booking.id,
    tickets: tickets.map(({ code, number }) => ({
      code,
      holder: greetable(to.name),
      type: typeOf(number, booking, event),
    })),
  };
  const data = await ticketsPdf(event, pages, { language, now });
  return { filename: 'ticket.pdf', contentType: 'application/pdf', data };
}

function imageOf({ contentId, filename, data }: Code): Attachment {
  return { filename, contentType: 'image/png', data, contentId };
}

function calendarFor({ notice, booking, event }: AddressedNotice, now: number): Attachment[] {
  if (!WITH_CALENDAR.has(notice.kind)) return [];
  const ofTicket = holderToldOf(notice);
  const numbers = ticketsOf(booking).map(({ number }) => number);
  const tickets = ofTicket === undefined ? numbers.length : Number(numbers.includes(ofTicket));
  const { language = DEFAULT_LANGUAGE } = booking;
  const { text, method } = calendarOf(event, booking, { tickets, language, now, ofTicket });
  const contentType = `text/calendar; charset=utf-8; method=${method}`;
  return [{ filename: 'event.ics', contentType, data: Buffer.from(text) }];
}
