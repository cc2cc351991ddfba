/** The event: what is stored of it, and the sale terms that are in force. */
import { derivedId } from './derived-id.ts';
import type { Draw } from './draw.ts';
import { BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from './limits.ts';
import type { Pool } from './pools.ts';
import type { QuietHours } from './quiet-hours.ts';
import { type SalesWindow, type SaleTerms, salesWindow, termsInForce } from './sale-terms.ts';
import type { Staff } from './staff.ts';
import type { TicketType } from './ticket-types.ts';

/**
 * Who is promoted next. `strict`: the head of the waitlist waits until its whole quantity is free.
 * `accept-fewer`: the head may get a part and keeps its position for the other tickets. `skip`: the first
 * entry that fits is promoted.
 */
export const WAITLIST_POLICIES = ['strict', 'accept-fewer', 'skip'] as const;

export type WaitlistPolicy = (typeof WAITLIST_POLICIES)[number];

/** A policy, the number of the first promotion under it, and when it was stated, ISO 8601 UTC. */
export type PolicyTerm = { policy: WaitlistPolicy; fromTurn: number; since: string };

/** What an offer that nobody answers does: it ends its booking, or lets it wait again. */
export const LAPSED_OFFERS = ['end', 'wait-again'] as const;

export type LapsedOffer = (typeof LAPSED_OFFERS)[number];

/**
 * `enabled` false: the waitlist is paused, so nobody may join and nobody is promoted. `offerTtlSeconds`: if
 * it is set, promoted bookings are offered for that time; if not, they are confirmed at once. `quietHours`: when that
 * time does not run. `passHeadAfterSeconds`: under `strict`, how long the head may hold back tickets that are too few for it.
 * `lapsedOffer`: whether an offer that nobody answers ends its booking, as it does if this is not set,
 * or lets it wait again, as `lapsed-offer.ts` says. `limit`: how many bookings may wait at a time. `limitPerCustomer`: how
 * many of one customer may. `maxPerBooking`: the most tickets that a booking may wait for.
 */
export type Waitlist = {
  enabled: boolean;
  policy: WaitlistPolicy;
  /** All policies so far, in order, once the policy was changed. The last one is `policy`. */
  policies?: PolicyTerm[];
  offerTtlSeconds?: number;
  quietHours?: QuietHours;
  passHeadAfterSeconds?: number;
  lapsedOffer?: LapsedOffer;
  limit?: number;
  limitPerCustomer?: number;
  maxPerBooking?: number;
};

/** What decides when an offer runs out, what it says of that, and when a head is passed. */
export type OfferRules = Pick<Event, 'timeZone' | 'salesCloseAt'> & {
  waitlist: Pick<Waitlist, 'offerTtlSeconds' | 'quietHours' | 'lapsedOffer' | 'passHeadAfterSeconds'>;
};

/**
 * Such rules, with the number of the first promotion under them, when they were stated, ISO 8601 UTC, and the revision of
 * the event that stated them.
 */
export type OfferTerm = OfferRules & { fromTurn: number; since: string; revision: number };

/** The fields of which customers have to know. */
export const TOLD_FIELDS = ['name', 'startsAt', 'endsAt', 'venue', 'address', 'url'] as const;

export type ToldField = (typeof TOLD_FIELDS)[number];

/** Earlier values of fields; null for a field that had none. */
export type ToldValues = { [Field in ToldField]?: string | null };

/**
 * The last change that customers are told: of the name, the times or the place. `at` in ms. `before`: the changed fields
 * as they were.
 */
export type ToldChange = { revision: number; at: number; before?: ToldValues };

/** The stored part of an event. Instants are ISO 8601 UTC strings, counts are tickets. */
export type EventFields = {
  id: string;
  /** The owner. */
  organizerId: string;
  /** Everybody on the staff but the owner. */
  staff?: Staff;
  /** How many of the changes that `revision` counts were of the owner or the staff. */
  staffChanges?: number;
  name: string;
  startsAt: string;
  endsAt?: string;
  venue?: string;
  /** The postal address of the venue. */
  address?: string;
  /** An HTTP link to the place: a page about it, a map, or where an event without a venue is. */
  url?: string;
  /** IANA name of the time zone of the venue, in which people read times. */
  timeZone?: string;
  description?: string;
  capacity: number;
  /** The organizer states no capacity: it is the most that an event can have, and nobody is shown a number. */
  isUnlimited?: true;
  /** Undefined for an event whose tickets are all of a kind. */
  ticketTypes?: TicketType[];
  /** What its ticket types draw on beside the capacity. They never change. */
  pools?: Pool[];
  /** The sale terms that the organizer stated. */
  stated: Partial<SaleTerms>;
  allowGuests: boolean;
  /** Guests with the same address count as one customer for the limits per customer. It never changes. */
  limitsGuestsByAddress?: true;
  /** Only accounts whose address is confirmed may book and join the waitlist. */
  requiresConfirmedAddress?: true;
  /** A booking, and a place in the waitlist, needs the solution of a challenge. */
  requiresChallenge?: true;
  waitlist: Waitlist;
  /** The terms of offers so far, in order, once the event was changed; the latest `OFFER_TERMS_LIMIT`. */
  offerTerms?: OfferTerm[];
  /** The requests of the first minutes of the sale are ordered by a draw. It never changes. */
  draw?: Draw;
  /** The highest load that the organizer expects, if stated. */
  peakRequestsPerSecond?: number;
  createdAt: string;
  /** Nobody but those who run the event knows of it, and nothing is sold, until it is published. */
  isDraft?: true;
  /** When a draft was published. */
  publishedAt?: string;
  /** When the organizer cancelled the event. It never changes again. */
  cancelledAt?: string;
  /** Counts the changes, so that concurrent changes cannot overwrite each other. */
  revision: number;
  toldChange?: ToldChange;
  /** Set while changed sale terms are being copied to the shards. */
  isSpreading?: true;
  /** K: the number of shards that share the tickets. It never changes. */
  shardCount: number;
  /** Digest of the request's body, by which a reuse of its idempotency key with another body is detected. */
  fingerprint: string;
};

/** An event with the sale terms that are in force. */
export type Event = EventFields & SaleTerms;

/** Adds the sale terms in force to the stored fields. */
export function eventOf(fields: EventFields): Event {
  return { ...fields, ...termsInForce(fields) };
}

/** Whether nothing but the staff was changed since the event was created. */
export function isAsCreated({
  revision,
  staffChanges = 0,
}: Pick<Event, 'revision' | 'staffChanges'>): boolean {
  return revision === staffChanges;
}

/** @returns how many bookings of one customer may wait at a time. */
export function waitingLimit({ waitlist }: Pick<Event, 'waitlist'>): number {
  return waitlist.limitPerCustomer ?? BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT;
}

/**
 * Derives an event's id, so that a repeat with the same organizer and key finds the first request's event.
 */
export function eventIdFor(organizerId: string, idempotencyKey: string): string {
  return derivedId('event', organizerId, idempotencyKey);
}

/**
 * The sale terms that the conditions of a booking check. They are copied into each shard and into the
 * waitlist's item, so that a booking need not read the event.
 */
export type CopiedTerms = SalesWindow & { maxPerCustomer: number };

/** @returns the terms to copy into the shards and the waitlist's item. */
export function copiedTerms(event: Event): CopiedTerms {
  return { ...salesWindow(event), maxPerCustomer: event.maxPerCustomer };
}
