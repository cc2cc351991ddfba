/** An event with a draw, in a process whose clock a test sets. */
import type { CreateEvent } from '../../functions/domain/events/create-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import { drawnArrival, drawnAt } from '../../functions/domain/model/draw.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { pseudonymOf } from '../../functions/domain/model/pseudonym.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import { realRuntime } from './boxoffice.ts';

/** A clock that goes on from the instant that it was set to last, ms. */
export class TestClock {
  #ahead = 0;

  readonly runtime: Runtime = { ...realRuntime, now: () => Date.now() + this.#ahead };

  set(instant: number): void {
    this.#ahead = instant - Date.now();
  }
}

const WINDOW_SECONDS = 60;

/** The fields of an event whose sales open in a minute, with a window of a minute. */
export const withDraw = (): Partial<CreateEvent> => ({
  salesOpenAt: new Date(Date.now() + 60_000).toISOString(),
  draw: { windowSeconds: WINDOW_SECONDS },
});

/** The instants of an event with a draw, ms. `during(n)`: n ms after sales open. */
export function timesOf(event: Event) {
  const opensAt = Date.parse(event.salesOpenAt);
  return {
    during: (ms: number) => opensAt + ms,
    ended: opensAt + WINDOW_SECONDS * 1000,
    drawn: drawnAt(event) ?? 0,
  };
}

/** @returns the arrival that the seed of the event gives to a booking. */
export function seededArrival({ draw, salesOpenAt }: Event, booking: Booking): number {
  if (draw === undefined) throw new Error('The event has no draw.');
  return drawnArrival(draw, salesOpenAt, pseudonymOf(booking));
}
