/**
 * Checks `FairDraw`: the seed is the one whose hash was published; every request of the window has the arrival that the
 * seed gives to its pseudonym, and no other has a drawn one; all of them were written before the seed was published; and
 * nobody was served before the positions were known. What the organizer put ahead is not drawn.
 *
 * The instant of a request is the gateway's as it is stored, so a changed instant that still fits shows nothing. Nor does
 * it leave a trace if somebody reads the seed before it is published.
 */
import { aheadBecause, arrivalAsOf, type HistoryEntry, requestedAt } from '../model/booking.ts';
import {
  drawnArrival,
  drawnAt,
  isDrawn,
  isOfWindow,
  isPublishedSeed,
  seedPublishedAt,
} from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { pseudonymOf } from '../model/pseudonym.ts';
import type { AuditedBooking } from '../ports/audit-store.ts';
import { type Finding, finding, Offenders } from './finding.ts';

const SERVES = new Set<HistoryEntry['what']>(['promoted', 'granted', 'offered']);

/** Add every booking, then ask for the finding. */
export class FairDraw {
  readonly #event: Event;
  readonly #misplaced = new Offenders();
  readonly #late = new Offenders();
  readonly #early = new Offenders();
  #drawn = 0;

  constructor(event: Event) {
    this.#event = event;
  }

  add(booking: AuditedBooking): void {
    const { id, history } = booking;
    const [first] = history;
    const drawn = this.#drawnArrivalOf(booking);
    if (drawn !== undefined) this.#drawn += 1;
    const stored = isDrawn(booking) ? arrivalAsOf(booking, 0) : undefined;
    if (drawn !== stored) this.#misplaced.add(id);
    const isLate = drawn !== undefined && (first?.at ?? 0) >= (seedPublishedAt(this.#event) ?? 0);
    if (isLate) this.#late.add(id);
    const knownAt = drawnAt(this.#event) ?? 0;
    if (history.some(({ what, at }) => SERVES.has(what) && at < knownAt)) this.#early.add(id);
  }

  finding(): Finding {
    const { draw } = this.#event;
    const isOther = draw !== undefined && !isPublishedSeed(draw);
    const broken = new Offenders();
    for (const kind of [this.#misplaced, this.#late, this.#early]) broken.addAll(kind);
    const evidence = [
      draw === undefined
        ? 'the event has no draw'
        : `${this.#drawn} bookings of the window have drawn arrivals`,
      ...(isOther ? ['the seed is not the one whose hash was published'] : []),
      ...says(this.#misplaced, 'with another arrival than the seed gives'),
      ...says(this.#late, 'drawn, but written when the seed was public'),
      ...says(this.#early, 'served before the positions were known'),
    ];
    return finding('FairDraw', !isOther && broken.count === 0, evidence.join(', '), broken);
  }

  /** @returns the arrival that the booking must have; undefined if it is not to be drawn. */
  #drawnArrivalOf(booking: AuditedBooking): number | undefined {
    const { draw, salesOpenAt, id: eventId } = this.#event;
    const [first] = booking.history;
    const joined = first?.what === 'joined' && aheadBecause(booking) === undefined;
    if (draw === undefined || !joined || !isOfWindow(this.#event, requestedAt(booking))) return undefined;
    return drawnArrival(draw, salesOpenAt, pseudonymOf({ eventId, id: booking.id }));
  }
}

function says({ count }: Offenders, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
