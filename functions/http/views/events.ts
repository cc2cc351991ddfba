/** Converts events to the shape of the API. */
import type { Availability } from '../../domain/model/availability.ts';
import { drawnAt, seedPublishedAt, windowEndsAt } from '../../domain/model/draw.ts';
import type { Event } from '../../domain/model/event.ts';
import { eventVersion } from '../../domain/model/expected-version.ts';
import type { WaitlistHold } from '../../domain/waitlist/read-hold.ts';
import type { ChangedEventAnswer, EventAnswer, WaitlistHoldAnswer } from '../answers/events.ts';
import { taggedJson, versionTag } from '../versions.ts';

/** `now` in ms. */
export function eventView(event: Event, availability: Availability, now: number): EventAnswer {
  return { ...changedEventView(event, undefined, now), availability };
}

type Head = NonNullable<WaitlistHold['head']>;

/** The answer with an event, and its tag: the time of the availability is no change. `now` in ms. */
export function taggedEvent(event: Event, availability: Availability | undefined, now: number) {
  const answer = changedEventView(event, availability, now);
  const { asOf: _asOf, ...counts } = availability ?? {};
  return taggedJson(answer, versionTag(eventVersion(event), { ...answer, availability: counts }));
}

/** The answer to a change, after which the availability may not be known. */
export function changedEventView(
  event: Event,
  availability: Availability | undefined,
  now: number,
): ChangedEventAnswer {
  const { id, organizerId, name, startsAt, endsAt, venue, address, url, timeZone, description } = event;
  const { createdAt, isUnlimited, ticketTypes, pools, isDraft, publishedAt, cancelledAt } = event;
  const { salesOpenAt, salesCloseAt, capacity, maxPerBooking, maxPerCustomer, namesCloseAt } = event;
  const { allowGuests, limitsGuestsByAddress, requiresConfirmedAddress, requiresChallenge } = event;
  const { waitlist, peakRequestsPerSecond } = event;
  return {
    id,
    organizerId,
    name,
    startsAt,
    salesOpenAt,
    salesCloseAt,
    capacity,
    maxPerBooking,
    maxPerCustomer,
    namesCloseAt,
    waitlist,
    allowGuests,
    createdAt,
    ...drawPart(event, now),
    ...(endsAt !== undefined && { endsAt }),
    ...(venue !== undefined && { venue }),
    ...(address !== undefined && { address }),
    ...(url !== undefined && { url }),
    ...(timeZone !== undefined && { timeZone }),
    ...(description !== undefined && { description }),
    ...(peakRequestsPerSecond !== undefined && { peakRequestsPerSecond }),
    ...(isUnlimited && { isUnlimited }),
    ...(ticketTypes && { ticketTypes }),
    ...(pools && { pools: pools.map(({ id: pool, capacity: places }) => ({ id: pool, capacity: places })) }),
    ...(limitsGuestsByAddress && { limitsGuestsByAddress }),
    ...(requiresConfirmedAddress && { requiresConfirmedAddress }),
    ...(requiresChallenge && { requiresChallenge }),
    ...(isDraft && { isDraft }),
    ...(publishedAt !== undefined && { publishedAt }),
    ...(cancelledAt !== undefined && { cancelledAt }),
    ...(availability && { availability }),
  };
}

/** The seed of a draft is secret, because the opening of its sales can still move. */
function drawPart(event: Event, now: number): Pick<EventAnswer, 'draw'> {
  const { draw, isDraft } = event;
  if (draw === undefined) return {};
  const { windowSeconds, seed, seedHash } = draw;
  const isPublished = !isDraft && now >= (seedPublishedAt(event) ?? Number.POSITIVE_INFINITY);
  const times = { endsAt: iso(windowEndsAt(event) ?? 0), drawnAt: iso(drawnAt(event) ?? 0) };
  return { draw: { windowSeconds, ...times, seedHash, ...(isPublished && { seed }) } };
}

export function holdView({ because, unassigned, head, asOf }: WaitlistHold): WaitlistHoldAnswer {
  return { because, unassigned, ...(head && { head: headView(head) }), asOf: iso(asOf) };
}

function headView({ requestedAt, passedAt, heldBackSince, heldBackUntil, ...same }: Head) {
  return {
    ...same,
    requestedAt: iso(requestedAt),
    ...(passedAt !== undefined && { passedAt: iso(passedAt) }),
    ...(heldBackSince !== undefined && { heldBackSince: iso(heldBackSince) }),
    ...(heldBackUntil !== undefined && { heldBackUntil: iso(heldBackUntil) }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
