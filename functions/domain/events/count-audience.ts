/** Counts the bookings of an event that an announcement would be for, and the languages of its mails. Writes nothing. */
import { type Audience, isAddressed } from '../model/announcement.ts';
import { type Booking, DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../model/booking.ts';
import { bytesOf, weightOf } from '../model/booking-size.ts';
import type { Event } from '../model/event.ts';
import {
  LISTING_PARTITIONS_AT_ONCE,
  LISTING_READ_BOOKINGS,
  LISTING_RETRY_BUDGET_MS,
  PREVIEW_LOOK_BOOKINGS,
} from '../model/limits.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/** Bookings that get the same form of the mail. A booking that has some tickets and waits for others is a waiter. */
export type AudiencePart = { to: 'holders' | 'waiters'; language: Language; bookings: number };

/** `isComplete` false: there may be more bookings than were read. */
export type CountedAudience = { bookings: number; isComplete: boolean; parts: AudiencePart[] };

/** @throws Busy */
export async function countAudience(
  event: Event,
  to: Audience,
  { listings, runtime }: { listings: Pick<ListingStore, 'bookings'>; runtime: Runtime },
): Promise<CountedAudience> {
  const now = runtime.now();
  const retryBudget = new RetryBudget(runtime, LISTING_RETRY_BUDGET_MS);
  const found = new Map<string, number>();
  let looked = 0;
  let isComplete = true;
  const how = { atOnce: LISTING_READ_BOOKINGS, sideBySide: () => LISTING_PARTITIONS_AT_ONCE };
  for await (const { bookings, next } of listings.bookings(event, { partition: 0 }, how)) {
    looked += bookings.reduce((sum, booking) => sum + weightOf(bytesOf(booking)), 0);
    for (const booking of bookings.filter((each) => isAddressed(each, to, now))) {
      const key = keyOf(kindOf(booking), booking.language ?? DEFAULT_LANGUAGE);
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    if (next !== undefined && (looked >= PREVIEW_LOOK_BOOKINGS || retryBudget.isOver)) {
      isComplete = false;
      break;
    }
  }
  const parts = KINDS.flatMap((kind) => partsOf(kind, found, to));
  return { bookings: parts.reduce((sum, { bookings }) => sum + bookings, 0), isComplete, parts };
}

type Kind = AudiencePart['to'];

const keyOf = (kind: Kind, language: Language): string => `${kind} ${language}`;

function kindOf({ status }: Booking): Kind {
  return status === 'confirmed' ? 'holders' : 'waiters';
}

const KINDS: Kind[] = ['holders', 'waiters'];

/** Without a booking of a kind that is asked for, the part shows the mail in English all the same. */
function partsOf(kind: Kind, found: Map<string, number>, asked: Audience): AudiencePart[] {
  const parts = LANGUAGES.map((language) => ({
    to: kind,
    language,
    bookings: found.get(keyOf(kind, language)) ?? 0,
  }));
  const used = parts.filter(({ bookings }) => bookings > 0);
  if (used.length > 0 || (asked !== 'all' && asked !== kind)) return used;
  return parts.filter(({ language }) => language === DEFAULT_LANGUAGE);
}
