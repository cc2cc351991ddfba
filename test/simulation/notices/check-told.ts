/**
 * `Notified` at the end of a run: whether customers and the holders of transferred tickets were told each history entry that
 * concerns them, at most once, in order, and nothing else. The rule is written here a second time, apart from `functions/domain/model/notice.ts`, so
 * that a fault there does not hide itself.
 */
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { voidedByEntry } from '../../../functions/domain/model/ticket.ts';

/**
 * One mail, by the history entry (its index), the kind and the transferred ticket of a holder that it names. `at`: ms. `mayRepeat`: the sender of an earlier
 * mail with the same notice died or was disturbed before it had noted that the mail was sent. `isAbandoned`: it arrived
 * after its sender had given it up.
 */
export type ToldNotice = {
  bookingId: string;
  entry: number;
  kind: string;
  toHolderOf?: number | undefined;
  at: number;
  mayRepeat: boolean;
  isAbandoned: boolean;
};

/**
 * What must be told of an entry: one of these kinds, to the customer or to the holder of a transferred ticket. `isOfMoment`:
 * it may be left out once something else has happened. `mayLack`: it may be left out because the ticket is void, or because its
 * holder was erased.
 */
type Due = { entry: number; kinds: string[]; toHolderOf?: number; isOfMoment?: boolean; mayLack?: boolean };

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
  const foreign = mails.filter((mail) => !due.some((one) => isToldBy(one, mail)));
  return [
    ...missingOf(due, mails).map(
      ({ entry, kinds, toHolderOf }) =>
        `was not told of entry ${entry}: ${kinds.join(' or ')}${holderOf(toHolderOf)}`,
    ),
    ...foreign.map(
      ({ entry, kind, toHolderOf }) =>
        `was told "${kind}" of entry ${entry}${holderOf(toHolderOf)}, which is not in the history`,
    ),
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
  return due.filter((one) => {
    const mayBeLeftOut = one.mayLack === true || (one.isOfMoment === true && one !== last);
    return !mayBeLeftOut && !mails.some((mail) => isToldBy(one, mail));
  });
}

function isToldBy({ entry, kinds, toHolderOf }: Due, mail: ToldNotice): boolean {
  return mail.entry === entry && mail.toHolderOf === toHolderOf && kinds.includes(mail.kind);
}

const holderOf = (toHolderOf: number | undefined) =>
  toHolderOf === undefined ? '' : ` to the holder of ticket ${toHolderOf}`;

type Told = Pick<ToldNotice, 'entry' | 'kind' | 'toHolderOf'>;

/** What a promotion is told as may change between two mails. Of a transfer the holder and the customer are told. */
const kindOf = (kind: string) => (kind === 'booked' ? 'promoted' : kind);

/** Whether two mails about a booking say the same to the same person. */
export function isSameTold(one: Told, other: Told): boolean {
  const isOfOne = one.entry === other.entry && one.toHolderOf === other.toHolderOf;
  return isOfOne && kindOf(one.kind) === kindOf(other.kind);
}

/** Whether an earlier mail said the same, and its sender knew that it was sent. */
function isTwice(mail: ToldNotice, earlier: ToldNotice[]): boolean {
  return !mail.mayRepeat && earlier.some((other) => isSameTold(other, mail));
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
      case 'lapsed':
        return ['offer-lapsed'];
      case 'expired':
        return [isOffered ? 'offer-ended' : 'wait-ended'];
      case 'event-cancelled':
        return ['event-cancelled'];
      case 'cancelled':
        return [happened.by === undefined ? 'event-cancelled' : 'cancelled'];
      case 'ticket-transferred':
        return ['ticket-transferred'];
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
    if (['accepted', 'declined', 'expired', 'lapsed'].includes(happened.what)) isOffered = false;
    if (kinds.length === 0) continue;
    due.push(...toHolders(history, entry, kinds));
    due.push({ entry, kinds, isOfMoment: ['joined', 'offered', 'passed'].includes(happened.what) });
  }
  return due;
}

/** What the holders of transferred tickets must be told of an entry that its customer is told as one of these kinds. */
function toHolders(history: HistoryEntry[], entry: number, kinds: string[]): Due[] {
  const happened = history[entry];
  const voided = voidedByEntry(history);
  const isVoidFrom = (number: number, from: number) =>
    history.some(
      (later, at) => at >= from && (voided[at]?.includes(number) || later.what === 'event-cancelled'),
    );
  const isErased = history.slice(entry).some(({ what }) => what === 'person-erased');
  if (happened?.what === 'ticket-transferred') {
    const mayLack = isErased || isVoidFrom(happened.newTicket, entry + 1);
    return [{ entry, kinds: ['ticket-received'], mayLack }];
  }
  if (happened?.what !== 'cancelled' && happened?.what !== 'event-cancelled') return [];
  const transferred = history
    .slice(0, entry)
    .flatMap((earlier) => (earlier.what === 'ticket-transferred' ? earlier.newTicket : []));
  const lost = transferred.filter((number) =>
    happened.what === 'cancelled'
      ? voided[entry]?.includes(number)
      : !voided.slice(0, entry).some((numbers) => numbers.includes(number)),
  );
  return lost.map((toHolderOf) => ({ entry, kinds, toHolderOf, mayLack: isErased }));
}
