/** The texts of the screen of one booking in English. */
import { tickets } from './tickets.ts';

const them = (count: number) => (count === 1 ? 'the ticket' : 'the tickets');
const number = (count: number) => count.toLocaleString('en');

export const en = {
  title: (event: string) => `Your booking: ${event}`,
  logInHint:
    'This booking is not kept in this browser. Log in if you booked with an account, or open the link in the mail about your booking.',
  mailLink: {
    hint: 'Did you book without an account? Then we can mail the link again, to the address that you gave.',
    button: 'Mail me the link',
    sent: 'The link is on its way to the address of the booking. It may take a few minutes.',
    noMail: 'No mails are sent here. Please ask the organizer.',
    tooMany: 'We mailed the link in the last days. Please look for that mail, also among unwanted ones.',
  },
  gone: 'There is no such booking, or it is not yours. Open the link in the mail about your booking again, up to its end, or log in with the account that you booked with.',
  keptOffline: (time: string) =>
    `There is no connection. This is your booking as it was ${time}; the codes work at the door.`,
  bookedFor: 'Booked for',
  ownTime: (time: string) => `${time} by your clock`,
  keptHere: {
    text: 'This browser keeps the booking, also after a log-out. Anyone who uses this browser, or has the link of your mail, can use and cancel it: do not pass the link on.',
    forget: 'Remove from this browser',
  },
  states: {
    confirmed: (count: number) => `You have ${tickets(count)}`,
    waitlisted: (count: number) => `You wait for ${tickets(count)}`,
    partGranted: (granted: number, count: number) => `You have ${granted} of ${tickets(count)}`,
    drawing: 'You take part in the draw',
    offered: (count: number) => `${tickets(count)} ${count === 1 ? 'is' : 'are'} kept for you`,
    eventCancelled: 'The event is cancelled',
  },
  confirmedText: 'Your booking is confirmed.',
  eventCancelledText: 'The event does not take place. Your booking ends in a moment.',
  wait: {
    position: (position: number) => `Number ${number(position)} in the waitlist`,
    about: (position: number) => `About number ${number(position)} in the waitlist`,
    movedUp: (count: number) =>
      `You moved up ${count === 1 ? '1 place' : `${number(count)} places`} since you opened this page.`,
    counting: 'Your position is being counted …',
    rest: (count: number) => `You still wait for ${tickets(count)}. You can use those that you have.`,
    comesByItself: 'When tickets come back for you, you get them automatically and see them here.',
    comesAsOffer:
      'When tickets come back for you, they are kept for a limited time, and you accept them here.',
    paused: 'At the moment nobody in the waitlist gets tickets. You keep your position.',
    passed:
      'Tickets were kept free for you for as long as the organizer allows. Others who want fewer tickets may get some before you now. You keep your position.',
    takesPart: (count: number) => `You take part with ${tickets(count)}.`,
    drawnAt: (time: string) =>
      `The order is drawn ${time}. When you asked makes no difference. Then you see your tickets or your position here.`,
    nobodyYet: 'So far nobody got tickets from this waitlist.',
    servedSoFar: (count: number, last: string) =>
      `So far ${number(count)} promotions were made from this waitlist, the latest ${last}.`,
    servedOnce: (last: string) => `So far 1 promotion was made from this waitlist, ${last}.`,
    servedMany: (count: number) =>
      `So far more than ${number(count)} promotions were made from this waitlist.`,
    noPromise: (before: number, closes: string) =>
      before === 0
        ? `You are next. Whether tickets come back until the sale ends (${closes}), nobody can promise.`
        : `${before === 1 ? '1 booking is' : `${number(before)} bookings are`} before yours. Whether enough tickets come back until the sale ends (${closes}), nobody can promise.`,
    noPromiseAbout: (before: number, closes: string) =>
      `About ${number(before)} bookings are before yours. Whether enough tickets come back until the sale ends (${closes}), nobody can promise.`,
  },
  offer: {
    until: (time: string) => `Please accept or decline until ${time}.`,
    left: 'Time left',
    days: (count: number) => (count === 1 ? '1 day' : `${count} days`),
    oneMinute: 'Your offer ends in one minute.',
    ifUnanswered: {
      ends: 'Without an answer your booking ends, and the tickets go to somebody else.',
      'keeps-place':
        'Without an answer this offer ends. You keep your place in the waitlist, and another offer follows.',
      'moves-to-end':
        'Without an answer you move to the end of the waitlist, and the tickets go to somebody else.',
    },
    accept: 'Accept',
    decline: 'Decline',
  },
  ended: {
    'sales-closed': {
      title: 'You got no tickets',
      text: 'The sale ended before tickets came back for you. You need not do anything.',
    },
    'more-than-capacity': {
      title: 'You are no longer in the waitlist',
      text: 'The event now has fewer tickets than you asked for. If fewer are enough, please book again.',
    },
    'offer-ran-out': {
      title: 'Your offer has expired',
      text: 'You did not accept the tickets in time. If you still want some, please book again while they are sold.',
    },
    'offer-declined': {
      title: 'You declined the offer',
      text: 'The tickets go to somebody else. You need not do anything.',
    },
    'event-cancelled': {
      title: 'The event is cancelled',
      text: 'Your booking has ended, and its tickets are no longer valid.',
    },
    'cancelled-by-organizer': {
      title: 'The organizer cancelled your booking',
      text: 'Its tickets are no longer valid.',
    },
    replaced: {
      title: 'You asked for another number of tickets',
      text: 'Your new booking waits at the end of the waitlist instead of this one.',
    },
    'cancelled-by-customer': {
      title: 'You cancelled this booking',
      text: 'It has no tickets any more. If you want some again, please book anew.',
    },
    unknown: { title: 'This booking has ended', text: 'It has no tickets any more.' },
  },
  reason: 'Reason of the organizer:',
  change: {
    working: 'One moment …',
    repeated: 'We did not hear the answer to your last change. We are asking again: nothing happens twice.',
    changedMeanwhile: 'The booking has changed meanwhile, so this was not done. Please look at it again.',
    back: 'Back',
    giveBack: 'Give tickets back',
    giveBackTitle: 'Which tickets do you give back?',
    giveBackText: 'They go to the next in the waitlist, or back on sale. You cannot undo this.',
    giveBackAll: 'All of them; the booking then ends',
    giveBackNow: (count: number) => `Give ${tickets(count)} back`,
    chooseSome: 'Please choose at least one ticket.',
    leave: 'Leave the waitlist',
    leaveTitle: 'Leave the waitlist?',
    leaveText: (granted: number) =>
      granted > 0
        ? `You keep ${tickets(granted)} and wait for no more. You cannot undo this.`
        : 'You lose your position. If tickets have come for you meanwhile, they are given back, too. You cannot undo this.',
    leaveNow: 'Yes, leave the waitlist',
    cancelAll: 'Cancel the whole booking',
    cancelAllTitle: 'Cancel the whole booking?',
    cancelAllText: 'You give your tickets back and leave the waitlist. You cannot undo this.',
    cancelAllNow: 'Yes, cancel everything',
    declineTitle: (count: number) => `Decline ${tickets(count)}?`,
    declineText: (count: number) =>
      `Your booking then ends, and ${them(count)} can go to somebody else. You cannot undo this.`,
    declineNow: 'Yes, decline',
    started: 'The event has begun, so tickets cannot be given back here any more.',
    add: 'Add tickets',
    addTitle: 'How many more tickets?',
    addNow: (count: number) => `Add ${tickets(count)}`,
    addLimit: (count: number) => `This booking can have up to ${count} more.`,
    bookAgain: 'Make another booking for this event',
  },
  ticket: {
    heading: (count: number): string => (count === 1 ? 'Your ticket' : 'Your tickets'),
    advice: 'Show the code at the door, on a screen or printed. Each code lets one person in, once.',
    number: (ticket: number) => `Ticket ${ticket}`,
    qr: (ticket: number) => `QR code of ticket ${ticket}`,
    large: (ticket: number) => `Show ticket ${ticket} large`,
    asText: 'Code as text',
    used: (time: string) => `Used ${time}`,
    transferred: 'Transferred. Its new holder alone has the code.',
    forWhom: (name: string) => `For ${name}`,
    name: 'Name it',
    nameTitle: (ticket: number) => `For whom is ticket ${ticket}?`,
    nameText: 'The name is shown on the ticket and at the door. The code stays the same.',
    nameNow: 'Save the name',
    nameClear: 'Take the name off',
    transfer: 'Transfer',
    transferTitle: (ticket: number) => `Transfer ticket ${ticket}`,
    transferText:
      'We mail a new code to its new holder, and yours is void at once. You can transfer each ticket once, and cannot undo it.',
    transferNow: 'Transfer the ticket',
    apple: 'Apple Wallet',
    google: 'Google Wallet',
    pdf: 'Download PDF',
    calendar: 'Add to calendar',
    fileFailed: 'The file could not be loaded. Please try again.',
  },
  receipt: {
    heading: 'Who was served before me?',
    atOnce: 'You got your tickets at once, without the waitlist.',
    nobody: 'Nobody in the waitlist was served before you.',
    kept: (count: number) =>
      count === 1
        ? 'One booking was served before you, and it was before you in the order.'
        : `${number(count)} bookings were served before you, and each was before you in the order or is explained below.`,
    broken: 'At least one booking was served before you without a reason that we know. Ask the organizer.',
    gaps: 'Numbers of promotions are missing. Ask the organizer.',
    asked: (time: string) => `asked ${time}`,
    served: (time: string) => `served ${time}`,
    why: {
      earlier: 'before you',
      fewer: 'wanted fewer tickets than you, which the rules of this event allow',
      ahead: (reason: string) => `put ahead by the organizer: ${reason}`,
      unexplained: 'after you',
    },
    explain: 'A receipt has no names. Each row is a booking that got tickets from the waitlist.',
    more: 'Show more',
  },
};

export type BookingTexts = typeof en;
