/** Bookings whose last notice is of each kind, for tests of texts and layout. */
import { type Announcement, announcementNoticeOf } from '../../functions/domain/model/announcement.ts';
import type { Booking, HistoryEntry, Language } from '../../functions/domain/model/booking.ts';
import type { ToldValues } from '../../functions/domain/model/event.ts';
import {
  type Chances,
  changeNoticesOf,
  holderToldOf,
  type Notice,
  type NoticeKind,
  noticesOf,
  reminderOf,
} from '../../functions/domain/model/notice.ts';
import { type NoticeMail, renderNotice } from '../../functions/mail/render-notice.ts';
import { aBooking } from '../kit/booking.ts';

export const EVENT: NoticeMail['event'] = {
  name: 'Nachtkonzert',
  startsAt: '2030-07-05T18:30:00.000Z',
  venue: 'Großer Saal, Musterstraße 1, Köln',
  timeZone: 'Europe/Berlin',
  salesOpenAt: '2030-07-01T09:55:00.000Z',
  waitlist: { enabled: true, policy: 'strict' },
};

const OFFERING = { enabled: true, policy: 'strict', offerTtlSeconds: 3_600 } as const;

/** The window ends half an hour after AT. */
const DRAW = { windowSeconds: 35 * 60, seed: '', seedHash: '' };

export const AT = Date.parse('2030-07-01T10:00:00Z');
const EXPIRES_AT = Date.parse('2030-07-02T16:00:00Z');

const joined: HistoryEntry = { what: 'joined', at: AT, quantity: 3 };
const drawn: HistoryEntry = { ...joined, requestedAt: AT };
const booked: HistoryEntry = { what: 'booked', at: AT, quantity: 3 };
const added: HistoryEntry = { what: 'added', at: AT, quantity: 2, total: 5, by: 'ada', additionId: 'a' };
const granted: HistoryEntry = { what: 'granted', at: AT, quantity: 1, promotionNumber: 1 };
const offered: HistoryEntry = {
  what: 'offered',
  at: AT,
  quantity: 3,
  promotionNumber: 1,
  expiresAt: EXPIRES_AT,
};
const offeredFirst: HistoryEntry = { ...offered, ifUnanswered: 'keeps-place' };
const offeredSecond: HistoryEntry = { ...offered, promotionNumber: 2, ifUnanswered: 'moves-to-end' };
const lapsedOnce: HistoryEntry[] = [joined, offeredFirst, { what: 'lapsed', at: AT, quantity: 3 }];
const transferred: HistoryEntry = {
  what: 'ticket-transferred',
  at: AT,
  ticket: 2,
  newTicket: 4,
  by: 'organizer',
  transferId: 'transfer',
};
const lost = { at: AT, quantity: 1, transferred: [4] };
const closed = { what: 'expired', at: AT, because: 'sales-closed' } as const;
const shrunk = { what: 'expired', at: AT, because: 'more-than-capacity' } as const;
const byOrganizer = {
  at: AT,
  by: 'organizer',
  why: 'The great hall is being repaired; the small one has fewer seats.',
};

/** A history, whose last notice is shown. `event` overrides fields of the event. */
type Case = {
  about: string;
  history: HistoryEntry[];
  event?: Partial<NoticeMail['event']>;
  images?: true;
  /** The reminder of the offer is shown instead. */
  isReminder?: true;
  /** What the holder of a transferred ticket is told is shown instead. */
  isToHolder?: true;
  /** The notice of a change of the event is shown instead. */
  isChange?: true;
  /** The notice of an announcement is shown instead, with what is known of the chances of a waiter. */
  announced?: Chances;
  /** The changed fields of the event, as they were. */
  before?: ToldValues;
};

export const CASES: Record<NoticeKind, Case[]> = {
  booked: [
    { about: 'three tickets', history: [booked] },
    { about: 'one ticket, with its code in the mail', history: [{ ...booked, quantity: 1 }], images: true },
  ],
  'tickets-added': [{ about: 'two tickets', history: [booked, added] }],
  waitlisted: [
    { about: 'positions are drawn', history: [drawn], event: { draw: DRAW } },
    {
      about: 'positions are drawn, and tickets offered',
      history: [drawn],
      event: { draw: DRAW, waitlist: OFFERING },
    },
    { about: 'tickets are confirmed at once', history: [joined] },
    { about: 'tickets are offered', history: [joined], event: { waitlist: OFFERING } },
  ],
  'part-granted': [
    { about: 'the first', history: [joined, granted] },
    { about: 'another one', history: [joined, granted, granted] },
  ],
  promoted: [
    { about: 'all at once', history: [joined, { ...granted, what: 'promoted', quantity: 3 }] },
    {
      about: 'the last one',
      history: [joined, { ...granted, quantity: 2 }, { ...granted, what: 'promoted' }],
    },
  ],
  offered: [
    { about: 'three tickets', history: [joined, offered] },
    {
      about: 'one ticket',
      history: [
        { ...joined, quantity: 1 },
        { ...offered, quantity: 1 },
      ],
    },
    { about: 'it keeps its place if nobody answers', history: [joined, offeredFirst] },
    { about: 'it moves to the end if nobody answers', history: [...lapsedOnce, offeredSecond] },
  ],
  passed: [
    {
      about: 'a booking that waits for three tickets',
      history: [joined, { what: 'passed', at: AT, quantity: 3, heldBackSince: AT, promotions: 2 }],
    },
  ],
  'offer-reminder': [
    { about: 'three tickets', history: [joined, offered], isReminder: true },
    {
      about: 'one ticket',
      history: [
        { ...joined, quantity: 1 },
        { ...offered, quantity: 1 },
      ],
      isReminder: true,
    },
  ],
  'offer-accepted': [
    { about: 'three tickets', history: [joined, offered, { what: 'accepted', at: AT, quantity: 3 }] },
  ],
  'offer-declined': [
    { about: 'three tickets', history: [joined, offered, { what: 'declined', at: AT, quantity: 3 }] },
  ],
  'offer-ended': [
    { about: 'its time ran out', history: [joined, offered, { what: 'expired', at: AT, quantity: 3 }] },
    { about: 'sales closed', history: [joined, offered, { ...closed, quantity: 3 }] },
    { about: 'the capacity is too low', history: [joined, offered, { ...shrunk, quantity: 3 }] },
  ],
  'offer-lapsed': [
    { about: 'the first', history: lapsedOnce },
    {
      about: 'the second',
      history: [...lapsedOnce, offeredSecond, { what: 'lapsed', at: AT, quantity: 3, earlierArrival: AT }],
    },
  ],
  'wait-ended': [
    { about: 'sales closed', history: [joined, { ...closed, quantity: 3 }] },
    {
      about: 'sales closed, one ticket',
      history: [
        { ...joined, quantity: 1 },
        { ...closed, quantity: 1 },
      ],
    },
    { about: 'sales closed, one ticket is kept', history: [joined, granted, { ...closed, quantity: 2 }] },
    { about: 'the capacity is too low', history: [joined, { ...shrunk, quantity: 3 }] },
  ],
  link: [{ about: 'of three tickets', history: [booked, { what: 'link-requested', at: AT }] }],
  cancelled: [
    {
      about: 'all, by the customer',
      history: [booked, { what: 'cancelled', at: AT, quantity: 3, by: 'customer' }],
    },
    {
      about: 'a part, by the customer',
      history: [booked, { what: 'cancelled', at: AT, quantity: 1, by: 'customer' }],
    },
    {
      about: 'two named tickets, by the customer',
      history: [booked, { what: 'cancelled', at: AT, quantity: 2, by: 'customer', tickets: [1, 3] }],
    },
    {
      about: 'the wait, by the customer',
      history: [joined, { what: 'left', at: AT, quantity: 3, by: 'customer' }],
    },
    {
      about: 'a part of the wait, by the customer',
      history: [joined, granted, { what: 'left', at: AT, quantity: 1, by: 'customer' }],
    },
    { about: 'all, by the organizer', history: [booked, { ...byOrganizer, what: 'cancelled', quantity: 3 }] },
    {
      about: 'a part, by the organizer',
      history: [booked, { ...byOrganizer, what: 'cancelled', quantity: 2 }],
    },
    {
      about: 'the wait, by the organizer',
      history: [joined, { at: AT, by: 'organizer', what: 'left', quantity: 3 }],
    },
    {
      about: 'the wait and the tickets, by the customer',
      history: [
        joined,
        granted,
        { what: 'left', at: AT + 1, quantity: 2, by: 'customer' },
        { what: 'cancelled', at: AT + 1, quantity: 1, by: 'customer' },
      ],
    },
    {
      about: 'to the holder of a transferred ticket, by the customer',
      history: [booked, transferred, { ...lost, what: 'cancelled', by: 'customer', tickets: [4] }],
      isToHolder: true,
    },
    {
      about: 'to the holder of a transferred ticket, by the organizer',
      history: [booked, transferred, { ...byOrganizer, ...lost, what: 'cancelled', quantity: 3 }],
      isToHolder: true,
    },
  ],
  'ticket-received': [{ about: 'from the customer', history: [booked, transferred], isToHolder: true }],
  'ticket-transferred': [
    { about: 'by the customer', history: [booked, { ...transferred, by: 'customer' }] },
    { about: 'by the organizer', history: [booked, transferred] },
  ],
  'event-changed': [
    {
      about: 'tickets, another time and venue',
      history: [booked],
      isChange: true,
      before: { startsAt: '2030-07-04T18:30:00.000Z', venue: null },
    },
    {
      about: 'tickets, another address and link',
      history: [booked],
      isChange: true,
      event: { ...EVENT, address: 'Musterstraße 1, Köln', url: 'https://saal.example/anfahrt' },
      before: { address: null, url: 'https://alt.example/' },
    },
    { about: 'a wait, another name', history: [joined], isChange: true, before: { name: 'Abendkonzert' } },
    { about: 'an offer', history: [joined, offered], isChange: true },
    {
      about: 'to the holder of a transferred ticket, another time and venue',
      history: [booked, transferred],
      isChange: true,
      isToHolder: true,
      before: { startsAt: '2030-07-04T18:30:00.000Z', venue: null },
    },
  ],
  announcement: [
    { about: 'tickets', history: [booked], announced: {} },
    {
      about: 'a wait, nobody got tickets so far',
      history: [joined],
      announced: { position: 12, promotions: 0 },
    },
    { about: 'a wait, one ticket is there', history: [joined, granted], announced: { promotions: 1 } },
    {
      about: 'a wait for offers',
      history: [joined],
      event: { waitlist: OFFERING },
      announced: { position: 1, promotions: 5 },
    },
    {
      about: 'a wait, sent again later, while nobody gets tickets',
      history: [{ ...joined, quantity: 1 }],
      event: { waitlist: { ...EVENT.waitlist, enabled: false } },
      announced: {},
    },
    { about: 'an offer', history: [joined, offered], announced: { promotions: 5 } },
  ],
  'event-cancelled': [
    { about: 'tickets', history: [booked, { what: 'event-cancelled', at: AT, quantity: 3 }] },
    { about: 'a wait', history: [joined, { what: 'left', at: AT, quantity: 3 }] },
    {
      about: 'to the holder of a transferred ticket',
      history: [booked, transferred, { ...lost, what: 'event-cancelled', quantity: 3 }],
      isToHolder: true,
    },
  ],
};

/** Of two paragraphs, one of them with two lines. */
export const ANNOUNCEMENT: Announcement = {
  eventId: 'event',
  number: 1,
  id: 'id',
  subject: 'Doors open at seven',
  text: 'We open the doors an hour earlier.\nPlease bring your ticket.\n\nThe way to us: https://example.com/way?from=west&to=hall.',
  to: 'all',
  at: AT,
  by: 'organizer',
  fingerprint: '',
};

const IMAGE = { contentId: 'ticket-1@boxoffice', caption: 'Ticket 1' };

/** Of the cases with a transfer. */
const ticketHolders = { 4: { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' } };

/** The booking with the state that its last entry left it in. */
function nowOf(booking: Booking): Booking {
  const last = booking.history.at(-1)?.what;
  if (last === 'granted') return { ...booking, status: 'waitlisted', granted: 1 };
  if (last === 'offered') return { ...booking, status: 'offered', offerExpiresAt: EXPIRES_AT };
  return { ...booking, status: last === 'joined' ? 'waitlisted' : 'confirmed' };
}

/** What `renderNotice` needs to show a case; `fields` override it. */
export function noticeMail(
  { history, event, images, isReminder, isToHolder, isChange, before, announced }: Case,
  language: Language,
  fields: Partial<NoticeMail> = {},
): NoticeMail {
  const booking: Booking = aBooking({ id: 'VqBy0NtGrfLjWnHmzX4u8g', history, language, ticketHolders });
  const toldChange = { revision: 1, at: AT, ...(before && { before }) };
  const isShown = (one: Notice) => (holderToldOf(one) !== undefined) === (isToHolder === true);
  const notice = isReminder
    ? reminderOf({ ...booking, status: 'offered' }, EVENT, EXPIRES_AT - 1)
    : isChange
      ? changeNoticesOf(nowOf(booking), { toldChange }, AT).find(isShown)
      : announced
        ? announcementNoticeOf(nowOf(booking), ANNOUNCEMENT, AT, announced)
        : noticesOf(booking).findLast(isShown);
  if (notice === undefined) throw new Error('The history has no notice.');
  return {
    notice,
    booking,
    event: { ...EVENT, ...event },
    to: { name: isToHolder ? 'Grace Hopper' : 'Ada Lovelace' },
    ...(!isToHolder && { link: `https://tickets.example/bookings/${booking.id}` }),
    brand: { name: 'Stadthalle', color: '#1d4ed8' },
    timeZone: 'UTC',
    ...(images && { images: [IMAGE] }),
    ...(announced && { unsubscribeLink: 'https://tickets.example/booking#unsubscribe' }),
    ...fields,
  };
}

/** Renders a case; `fields` override what it is rendered from. */
export function render(one: Case, language: Language, fields: Partial<NoticeMail> = {}) {
  return renderNotice(noticeMail(one, language, fields));
}

/** The first case of a kind. */
export function caseOf(kind: NoticeKind): Case {
  const [first] = CASES[kind];
  if (first === undefined) throw new Error(`There is no case of ${kind}.`);
  return first;
}
