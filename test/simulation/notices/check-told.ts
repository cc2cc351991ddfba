/**
 * `Notified` at the end of a run: whether customers were told each history entry that concerns them, at most once, in
 * order, and nothing else. The rule is written here a second time, apart from `functions/domain/model/notice.ts`, so
 * that a fault there does not hide itself.
 */
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';

/**
 * One mail, by the history entry (its index) and the kind that it names. `at`: ms. `mayRepeat`: the sender of an earlier
 * mail with the same notice died or was disturbed before it had noted that the mail was sent. `isAbandoned`: it arrived
 * after its sender had given it up.
 */
export type ToldNotice = {
  bookingId: string;
  entry: number;
  kind: string;
  at: number;
  mayRepeat: boolean;
  isAbandoned: boolean;
};

/**
 * What must be told of an entry: one of these kinds. `isOfMoment`: it may be left out once something else has happened.
 */
type Due = { entry: number; kinds: string[]; isOfMoment: boolean };

/** @returns what is wrong, a sentence for each case. */
export function toldWrongly(bookings: Booking[], told: ToldNotice[]): string[] {
  const byBooking = Map.groupBy(told, ({ bookingId }) => bookingId);
  const known = new Set(bookings.map(({ id }) => id));
  const strangers = [...byBooking.keys()].filter((id) => !known.has(id));
  return [
    ...strangers.map((id) => `the customer of ${id}, which is not stored, was told something`),
    ...bookings.flatMap((booking) => {
      const mails = byBooking.get(booking.id) ?? [];
      return wrongWith(dueOf(booking), mails).map((says) => `the customer of ${booking.id} ${says}`);
    }),
  ];
}

/** @returns the bookings of which something was not told. */
export function untoldIn(bookings: Booking[], told: ToldNotice[]): Booking[] {
  return bookings.filter((booking) => {
    const mails = told.filter(({ bookingId }) => bookingId === booking.id);
    return missingOf(dueOf(booking), mails).length > 0;
  });
}

function wrongWith(due: Due[], mails: ToldNotice[]): string[] {
  const isDue = ({ entry, kind }: ToldNotice) =>
    due.some((one) => one.entry === entry && one.kinds.includes(kind));
  const foreign = mails.filter((mail) => !isDue(mail));
  return [
    ...missingOf(due, mails).map(
      ({ entry, kinds }) => `was not told of entry ${entry}: ${kinds.join(' or ')}`,
    ),
    ...foreign.map(({ entry, kind }) => `was told "${kind}" of entry ${entry}, which is not in the history`),
    ...mails
      .filter((mail, index) => isTwice(mail, mails.slice(0, index)))
      .map(({ entry }) => `was told of entry ${entry} twice`),
    ...mails
      .filter((mail, index) => isTooLate(mail, mails.slice(0, index)))
      .map(({ entry }) => `was told of entry ${entry} after a later one`),
  ];
}

function missingOf(due: Due[], mails: ToldNotice[]): Due[] {
  const last = due.at(-1);
  return due.filter(
    (one) => (!one.isOfMoment || one === last) && !mails.some(({ entry }) => entry === one.entry),
  );
}

/** Whether an earlier mail said the same, and its sender knew that it was sent. */
function isTwice({ entry, mayRepeat }: ToldNotice, earlier: ToldNotice[]): boolean {
  return !mayRepeat && earlier.some((other) => other.entry === entry);
}

function isTooLate({ entry, isAbandoned }: ToldNotice, earlier: ToldNotice[]): boolean {
  return !isAbandoned && earlier.some((other) => other.entry > entry);
}

function dueOf({ history }: Booking): Due[] {
  let isOffered = false;
  const wouldNotWait = history[0]?.what === 'joined' && history[0].leavesUnserved === true;
  const wasAnsweredAtOnce = history.some(({ what }) => what === 'answered-at-once');
  const kindsOf = (happened: HistoryEntry, next: HistoryEntry | undefined): string[] => {
    switch (happened.what) {
      case 'booked':
        return ['booked'];
      case 'added':
        return ['tickets-added'];
      case 'joined':
        return wouldNotWait ? [] : ['waitlisted'];
      case 'granted':
        return ['part-granted'];
      case 'promoted':
        if (wouldNotWait) return ['booked'];
        // It is told as a promotion until the answer to the request is stored.
        return wasAnsweredAtOnce ? ['booked', 'promoted'] : ['promoted'];
      case 'offered':
        return ['offered'];
      case 'passed':
        return ['passed'];
      case 'accepted':
        return ['offer-accepted'];
      case 'declined':
        return ['offer-declined'];
      case 'expired':
        return [isOffered ? 'offer-ended' : 'wait-ended'];
      case 'event-cancelled':
        return ['event-cancelled'];
      case 'cancelled':
        return [happened.by === undefined ? 'event-cancelled' : 'cancelled'];
      case 'left': {
        const isOneAct = next?.at === happened.at && /^(event-)?cancelled$/.test(next.what);
        if (isOneAct || happened.replacedBy !== undefined) return [];
        return [happened.by === undefined ? 'event-cancelled' : 'cancelled'];
      }
      default:
        return [];
    }
  };
  const due: Due[] = [];
  for (const [entry, happened] of history.entries()) {
    const kinds = kindsOf(happened, history[entry + 1]);
    if (happened.what === 'offered') isOffered = true;
    if (['accepted', 'declined', 'expired'].includes(happened.what)) isOffered = false;
    if (kinds.length === 0) continue;
    due.push({ entry, kinds, isOfMoment: ['joined', 'offered', 'passed'].includes(happened.what) });
  }
  return due;
}
