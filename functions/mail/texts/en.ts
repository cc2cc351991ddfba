/** The notices in English. */
import { ticketReceived, toHolders } from './en-holders.ts';
import { ifUnanswered, offerLapsed, passed } from './en-waiting.ts';
import { named, tickets } from './en-words.ts';
import { type NoticeText, paragraphs, type Texts, type Told } from './texts.ts';

const SHOW_TICKETS = 'Show my tickets';
const NOTHING_TO_DO = 'You do not need to do anything.';

function codes({ held, hasCodes }: Told): string {
  const where = hasCodes ? 'in this email and on the page of your booking' : 'on the page of your booking';
  if (held === 1) return `Your ticket has a code, which you show at the entrance. You find it ${where}.`;
  return `Each ticket has a code, which you show at the entrance. You find the codes ${where}.`;
}

function giveBack({ held, hasBegun }: Told): string | false {
  if (hasBegun) return false;
  const them = held === 1 ? 'ticket' : 'tickets';
  return `If you cannot come, please cancel on the page of your booking. Then somebody else can have the ${them}.`;
}

/** What the booking still has after it lost tickets, or that it has ended. */
function remainder({ held, waitsFor }: Told): string {
  if (held === 0 && waitsFor === 0) return 'Your booking has ended.';
  return [
    held > 0 && `You keep ${tickets(held)}.`,
    waitsFor > 0 && `You are still on the waitlist for ${tickets(waitsFor)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function inDraw(told: Told): NoticeText {
  return {
    subject: `You are in the draw for ${named(told)}`,
    title: 'You are in the draw',
    paragraphs: [
      `The tickets for ${named(told)} are given out in an order that is drawn. You take part with ${tickets(told.quantity)}. When you asked for them makes no difference.`,
      `The order is drawn at ${told.drawnAt}. ${
        told.makesOffers
          ? 'If there are tickets for you, we reserve them for a limited time and send you an email. You then accept or decline them.'
          : 'If there are tickets for you, you get them automatically, and we send you an email.'
      } Otherwise you stay on the waitlist.`,
      'You do not need to do anything now. If you no longer want any tickets, please leave the waitlist on the page of your booking.',
    ],
  };
}

function waitlisted(told: Told): NoticeText {
  if (told.drawnAt !== '') return inDraw(told);
  return {
    subject: `You are on the waitlist for ${named(told)}`,
    title: 'You are on the waitlist',
    paragraphs: [
      `There are not enough free tickets for ${named(told)} at the moment. You are on the waitlist for ${tickets(told.quantity)}.`,
      told.makesOffers
        ? 'When tickets become free for you, we reserve them for a limited time and send you an email. You then accept or decline them.'
        : 'When tickets become free for you, you get them automatically, and we send you an email.',
      'You do not need to do anything now. We will also tell you if you get no tickets. If you no longer want any, please leave the waitlist on the page of your booking.',
    ],
  };
}

function ticketsAdded(told: Told): NoticeText {
  const { quantity, held } = told;
  return {
    subject: `You added ${tickets(quantity)} for ${named(told)}`,
    title: quantity === 1 ? 'You added a ticket' : 'You added tickets',
    paragraphs: paragraphs(
      `You added ${tickets(quantity)} to your booking for ${named(told)}. You now have ${tickets(held)}.`,
      codes(told),
      giveBack(told),
    ),
    button: SHOW_TICKETS,
  };
}

function partGranted(told: Told): NoticeText {
  const { quantity, held, waitsFor } = told;
  return {
    subject: `You have ${held} of ${tickets(held + waitsFor)} for ${named(told)}`,
    title: 'You got some of your tickets',
    paragraphs: paragraphs(
      `You got ${tickets(quantity)} for ${named(told)} from the waitlist.`,
      held > quantity && `You now have ${tickets(held)}.`,
      `You keep your position in the waitlist for ${waitsFor} more ${waitsFor === 1 ? 'ticket' : 'tickets'}. We will send you an email when you get more.`,
      codes(told),
    ),
    button: SHOW_TICKETS,
  };
}

function promoted(told: Told): NoticeText {
  const { quantity, held } = told;
  return {
    subject: `You got ${tickets(quantity)} for ${named(told)}`,
    title: quantity === 1 ? 'You got a ticket' : 'You got tickets',
    paragraphs: paragraphs(
      `You got ${tickets(quantity)} for ${named(told)} from the waitlist.`,
      held > quantity && `Together with those that you had, you now have ${tickets(held)}.`,
      codes(told),
      giveBack(told),
    ),
    button: SHOW_TICKETS,
  };
}

function offered(told: Told): NoticeText {
  const { quantity, expiresAt } = told;
  return {
    subject: `Please answer: ${tickets(quantity)} for ${named(told)}`,
    title: `${tickets(quantity)} reserved for you`,
    paragraphs: [
      `You were on the waitlist for ${named(told)}. We now have ${tickets(quantity)} for you, reserved until ${expiresAt}.`,
      `Please accept or decline by then. ${ifUnanswered(told)}`,
    ],
    button: 'Accept or decline',
  };
}

function reminded(told: Told): NoticeText {
  const { quantity, expiresAt } = told;
  return {
    subject: `Reminder: ${tickets(quantity)} for ${named(told)}`,
    title: 'Your offer ends soon',
    paragraphs: [
      `${tickets(quantity)} for ${named(told)} ${quantity === 1 ? 'is' : 'are'} still reserved for you, until ${expiresAt}.`,
      `Please accept or decline by then. ${ifUnanswered(told)}`,
    ],
    button: 'Accept or decline',
  };
}

function offerEnded(told: Told): NoticeText {
  const offer = `the offer of ${tickets(told.quantity)} for ${named(told)}`;
  const why = {
    'sales-closed': `Sales closed before you accepted ${offer}.`,
    'more-than-capacity': `The event now has fewer tickets than you asked for, so ${offer} has ended.`,
    'time-ran-out': `You did not accept ${offer} in time.`,
  }[told.because ?? 'time-ran-out'];
  return {
    subject: `Your offer for ${named(told)} has ended`,
    title: 'Your offer has ended',
    paragraphs: paragraphs(
      `${why} ${remainder(told)}`,
      told.because !== 'sales-closed' &&
        'If you still want tickets, you can book again while tickets are being sold. A new booking has a new position in the waitlist.',
    ),
  };
}

function waitEnded(told: Told): NoticeText {
  const { quantity, held, because } = told;
  if (because === 'more-than-capacity') {
    return {
      subject: `You are no longer on the waitlist for ${named(told)}`,
      title: 'You are no longer on the waitlist',
      paragraphs: [
        `You waited for ${tickets(quantity)} for ${named(told)}. The event now has fewer tickets than you asked for. ${remainder(told)}`,
        'If fewer tickets are enough for you, please book again.',
      ],
    };
  }
  return {
    subject: `The waitlist for ${named(told)} has ended`,
    title: held > 0 ? 'The waitlist has ended' : 'You got no tickets',
    paragraphs: [
      `Sales for ${named(told)} have closed. We are sorry that you did not get the ${quantity === 1 ? 'ticket' : tickets(quantity)} that you waited for.`,
      `${remainder(told)} ${NOTHING_TO_DO}`,
    ],
  };
}

function leftWaitlist(told: Told): NoticeText {
  const { quantity, waitsFor, isByOrganizer } = told;
  const isAll = waitsFor === 0;
  const subject = isByOrganizer ? 'You were removed from the waitlist' : 'You left the waitlist';
  const what = isByOrganizer
    ? `The organizer ended your wait for ${tickets(quantity)} for ${named(told)}.`
    : `You no longer wait for ${tickets(quantity)} for ${named(told)}.`;
  return {
    subject: isAll ? `${subject} for ${named(told)}` : `You wait for fewer tickets for ${named(told)}`,
    title: isAll ? subject : 'You wait for fewer tickets',
    paragraphs: [`${what} ${remainder(told)}`],
  };
}

const list = new Intl.ListFormat('en-GB');

function noLongerValid({ voided }: Told): string {
  if (voided.length === 0) return 'The codes of cancelled tickets are no longer valid.';
  const numbers = list.format(voided.map(String));
  return voided.length === 1
    ? `Ticket ${numbers} is cancelled, and its code is no longer valid.`
    : `Tickets ${numbers} are cancelled, and their codes are no longer valid.`;
}

function cancelled(told: Told): NoticeText {
  const { quantity, held, waitsFor, isByOrganizer, onlyWaited } = told;
  if (onlyWaited) return leftWaitlist(told);
  const isAll = held === 0 && waitsFor === 0;
  const who = isByOrganizer ? 'The organizer' : 'You';
  const what = `${who} cancelled ${tickets(quantity)} for ${named(told)}`;
  return {
    subject: isAll ? `${who} cancelled your booking for ${named(told)}` : what,
    title: isAll ? 'Your booking is cancelled' : 'Part of your booking is cancelled',
    paragraphs: paragraphs(
      `${what}. ${remainder(told)}`,
      noLongerValid(told),
      told.hasCodes && 'Those that this email shows are valid; throw away earlier ones.',
    ),
  };
}

function ticketTransferred(told: Told): NoticeText {
  const { ticket, newHolder = 'another person', isByOrganizer } = told;
  const subject = `Ticket ${ticket} for ${named(told)} was transferred`;
  return {
    subject,
    title: 'A ticket was transferred',
    paragraphs: paragraphs(
      isByOrganizer
        ? `The organizer transferred ticket ${ticket} for ${named(told)} to ${newHolder}.`
        : `You transferred ticket ${ticket} for ${named(told)} to ${newHolder}.`,
      `The code of ticket ${ticket} is no longer valid. The new holder gets a code of their own by email, which your booking does not show.`,
      'If this was a mistake, please ask the organizer.',
    ),
  };
}

/** How to give back tickets of an event that is not any more as it was booked. */
function giveBackIfUnsuitable({ held, hasBegun }: Told): string | false {
  if (hasBegun) return false;
  const them = held === 1 ? 'ticket' : 'tickets';
  return `If this does not suit you, you can give your ${them} back on the page of your booking, until the event begins.`;
}

function eventChanged(told: Told): NoticeText {
  const { held, waitsFor } = told;
  const isOffered = told.expiresAt !== '';
  return {
    subject: `Changed: ${named(told)}`,
    title: 'The event has changed',
    paragraphs: paragraphs(
      `The organizer changed ${named(told)}. Please check below when and where it takes place now.`,
      ...told.changes,
      isOffered &&
        `${tickets(held)} ${held === 1 ? 'is' : 'are'} still reserved for you, until ${told.expiresAt}. Please accept or decline by then.`,
      held > 0 && !isOffered && `Your ${held === 1 ? 'ticket stays' : 'tickets stay'} valid.`,
      held > 0 && !isOffered && giveBackIfUnsuitable(told),
      waitsFor > 0 && 'You keep your place in the waitlist.',
    ),
    ...(isOffered && { button: 'Accept or decline' }),
  };
}

/** What can be said of a waiter's chances without a promise. */
function chances({ waitsFor, position, promotions, isPaused, makesOffers, drawnAt }: Told): string | false {
  if (waitsFor === 0) return false;
  if (drawnAt !== '')
    return `You are in the draw for ${tickets(waitsFor)}. The order is drawn at ${drawnAt}.`;
  const given = makesOffers ? 'offered or given out' : 'given out';
  const times = promotions === 1 ? 'once' : `${promotions} times`;
  return [
    `You are on the waitlist for ${tickets(waitsFor)}.`,
    position !== undefined && `You were number ${position} when this email was written.`,
    promotions === 0 && `Since tickets first ran out, none were ${given}.`,
    promotions !== undefined && promotions > 0 && `Since tickets first ran out, some were ${given} ${times}.`,
    isPaused
      ? 'At the moment nobody on the waitlist gets tickets.'
      : 'You get tickets if enough people give theirs back, or if more are added. Nobody can promise that.',
  ]
    .filter(Boolean)
    .join(' ');
}

function announcement(told: Told): NoticeText {
  const { announced, held, expiresAt } = told;
  const isOffered = expiresAt !== '';
  return {
    subject: `${announced} (${named(told)})`,
    title: announced,
    written: `The organizer of ${named(told)} writes:`,
    paragraphs: paragraphs(
      isOffered &&
        `${tickets(held)} ${held === 1 ? 'is' : 'are'} reserved for you, until ${expiresAt}. Please accept or decline by then.`,
      chances(told),
    ),
    ...(isOffered && { button: 'Accept or decline' }),
  };
}

export const en: Texts = {
  locale: 'en-GB',
  greeting: (name) => (name === undefined ? 'Hello,' : `Hello ${name},`),
  labels: {
    event: 'Event',
    when: 'When',
    until: 'Until',
    where: 'Where',
    address: 'Address',
    link: 'Link',
    tickets: 'Tickets',
    booking: 'Booking',
    reason: 'Reason',
    page: 'Show my booking',
    notStated: 'not stated',
  },
  footer: (brand, answersReplies, because) =>
    `${brand} sends you this email because of ${because === 'booking' ? 'your booking' : 'a ticket that was transferred to you'}. ${answersReplies ? 'If you have a question, reply to this email.' : 'Please do not reply to this email: nobody reads the replies.'}`,
  unsubscribe: {
    text: 'You do not want to read what this organizer writes? Emails about your booking itself still reach you.',
    label: 'Unsubscribe',
  },
  notices: {
    booked: (told) => ({
      subject: `Your ${told.quantity === 1 ? 'ticket' : 'tickets'} for ${named(told)}`,
      title: 'Your booking is confirmed',
      paragraphs: paragraphs(
        `You have ${tickets(told.quantity)} for ${named(told)}.`,
        codes(told),
        giveBack(told),
      ),
      button: SHOW_TICKETS,
    }),
    'tickets-added': ticketsAdded,
    waitlisted,
    'part-granted': partGranted,
    promoted,
    offered,
    passed,
    'offer-reminder': reminded,
    'offer-accepted': (told) => ({
      subject: `Your ${told.quantity === 1 ? 'ticket' : 'tickets'} for ${named(told)}`,
      title: 'You accepted the offer',
      paragraphs: paragraphs(
        `You accepted the offer. You now have ${tickets(told.held)} for ${named(told)}.`,
        codes(told),
        giveBack(told),
      ),
      button: SHOW_TICKETS,
    }),
    'offer-declined': (told) => ({
      subject: `You declined ${tickets(told.quantity)} for ${named(told)}`,
      title: 'You declined the offer',
      paragraphs: [
        `You declined the offer of ${tickets(told.quantity)} for ${named(told)}. ${remainder(told)}`,
        NOTHING_TO_DO,
      ],
    }),
    'offer-ended': offerEnded,
    'offer-lapsed': offerLapsed,
    'wait-ended': waitEnded,
    cancelled,
    link: (told) => ({
      subject: `Your booking for ${named(told)}`,
      title: 'The link to your booking',
      paragraphs: [
        `Somebody asked for the link to your booking for ${named(told)}, probably you. Here it is: with it you see your booking and can change it.`,
        'Please do not pass on the link: whoever has it can use and cancel your booking. If you did not ask for it, you do not need to do anything.',
      ],
    }),
    'ticket-received': ticketReceived,
    'ticket-transferred': ticketTransferred,
    'event-changed': eventChanged,
    announcement,
    'event-cancelled': (told) => ({
      subject: `Cancelled: ${named(told)}`,
      title: 'The event is cancelled',
      paragraphs: [
        `The organizer cancelled ${named(told)}. The event does not take place.`,
        told.onlyWaited
          ? `You are no longer on the waitlist for ${tickets(told.quantity)}. ${NOTHING_TO_DO}`
          : `Your booking of ${tickets(told.quantity)} has ended, and ${told.quantity === 1 ? 'the ticket is' : 'the tickets are'} no longer valid. ${NOTHING_TO_DO}`,
      ],
    }),
  },
  toHolders,
};
