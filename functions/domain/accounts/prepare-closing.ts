/**
 * Makes an account ready to be closed: it refuses while events or bookings are not over, and then has the names on its bookings erased.
 * Others can put an account on the staff of any number of events, so one request looks at a bounded number. If there are more, it notes
 * how far it came and asks for a repeat, which goes on from there.
 *
 * What was looked at stays as it was found: an event that is over stays so, an account that becomes the owner of an event has another
 * version then, which begins anew, and until then it books nothing and makes no event itself (`refuseWhileClosing`). A closing that
 * rests for `CLOSING_PAUSE_MS` begins anew.
 */
import { type Account, CLOSING_STEPS, type ClosingStep } from '../model/account.ts';
import type { Booking } from '../model/booking.ts';
import { hasNames, isOver, isUnfinished } from '../model/closing.ts';
import {
  CLOSING_ERASED_BOOKINGS,
  CLOSING_LOOK_ITEMS,
  CLOSING_PAUSE_MS,
  LISTING_READ_EVENTS,
  LISTING_READ_TALLIES,
} from '../model/limits.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { EventListingStore } from '../ports/event-listing-store.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from '../process/event-cache.ts';

type Ports = {
  accounts: Pick<AccountStore, 'noteClosing'>;
  listings: Pick<ListingStore, 'ofCustomer'>;
  eventListings: Pick<EventListingStore, 'ofOrganizer'>;
  cache: EventCache;
  runtime: Pick<Runtime, 'now'>;
};

type Page<Found> = { items: Found[]; upTo?: string };

/** One request's part of the steps. `looks`: at how many more events and bookings. `named`: all bookings with names, if it saw all. */
type Part = Ports & {
  userId: string;
  eraseNames: (booking: Booking) => Promise<void>;
  looks: number;
  named?: Booking[];
};

/** Goes on behind an event id, or at the beginning. @returns where to go on; undefined once it is done. */
type Step = (part: Part, after: string) => Promise<string | undefined>;

/** @throws Refusal `bookings-open`, `events-open`; Busy also if the request has to be repeated, which makes progress. */
export async function prepareClosing(
  account: Account,
  eraseNames: (booking: Booking) => Promise<void>,
  ports: Ports,
): Promise<void> {
  const { closing, id: userId, version } = account;
  const goesOn = closing?.version === version && ports.runtime.now() < closing.until;
  let { step: first, after } = goesOn ? closing : { step: 'events' as ClosingStep, after: '' };
  const part: Part = { ...ports, userId, eraseNames, looks: CLOSING_LOOK_ITEMS };
  for (const step of CLOSING_STEPS.slice(CLOSING_STEPS.indexOf(first))) {
    const mayBegin = part.looks > 0 || part.named !== undefined;
    const reached = mayBegin ? await STEPS[step](part, after) : '';
    if (reached !== undefined) {
      const until = ports.runtime.now() + CLOSING_PAUSE_MS;
      await ports.accounts.noteClosing(account, { step, after: reached, version, until });
      throw new Busy(
        'The account has so many events or bookings that closing it takes several requests. Repeat this one: it goes on where this one stopped.',
      );
    }
    after = '';
  }
}

/** Notes that a page was read. A page before the last counts in full, also if things are gone. @returns whether to stop behind it. */
function stopsBehind({ items, upTo }: Page<unknown>, full: number, part: Part): boolean {
  part.looks -= upTo === undefined ? items.length : Math.max(items.length, full);
  return upTo !== undefined && part.looks <= 0;
}

const refuseOpenEvents: Step = async (part, after) => {
  const now = part.runtime.now();
  for await (const page of part.eventListings.ofOrganizer(part.userId, { from: after })) {
    if (page.items.some((event) => event.organizerId === part.userId && !isOver(event, now)))
      throw eventsOpen();
    if (stopsBehind(page, LISTING_READ_EVENTS, part)) return page.upTo;
  }
  return undefined;
};

const refuseOpenBookings: Step = async (part, after) => {
  const { listings, cache, runtime, userId } = part;
  const named: Booking[] = [];
  for await (const page of listings.ofCustomer(userId, { from: after })) {
    for (const booking of page.items) {
      if (isUnfinished(booking, await cache.get(booking.eventId), runtime.now())) throw bookingsOpen();
      if (hasNames(booking)) named.push(booking);
    }
    if (stopsBehind(page, LISTING_READ_TALLIES, part)) return page.upTo;
  }
  if (after === '') part.named = named;
  return undefined;
};

/** Of a page that is read again, the bookings without names are passed over. */
const eraseAllNames: Step = async (part, after) => {
  const pages: AsyncIterable<Page<Booking>> | Page<Booking>[] =
    part.named === undefined
      ? part.listings.ofCustomer(part.userId, { from: after })
      : [{ items: part.named }];
  let [reached, left] = [after, CLOSING_ERASED_BOOKINGS];
  for await (const page of pages) {
    for (const booking of page.items.filter(hasNames)) {
      if (left === 0) return reached;
      left -= 1;
      await part.eraseNames(booking);
    }
    reached = page.upTo ?? reached;
    if (stopsBehind(page, LISTING_READ_TALLIES, part)) return reached;
  }
  return undefined;
};

const STEPS: { [Name in ClosingStep]: Step } = {
  events: refuseOpenEvents,
  bookings: refuseOpenBookings,
  names: eraseAllNames,
};

function eventsOpen(): Refusal {
  return new Refusal(
    'events-open',
    'You own events that are not over. Hand each of them over to a manager, or cancel it, then close the account. Ask an admin to do so if you are no organizer any more.',
  );
}

function bookingsOpen(): Refusal {
  return new Refusal(
    'bookings-open',
    'You have bookings for events that are not over. Cancel them first, or close the account after the events.',
  );
}
