/**
 * The position of a waiting booking. Near the head the entries before it are counted, so it is exact; further back it is the place
 * that the line of the event gives, which costs one read and is remembered for a second.
 *
 *     exact: counted                                         about: between two marks of the line
 *   |-------------------------------------------------------|...................................> arrival
 *   1                                         EXACT_POSITIONS
 *
 * By the last line, however old, it is known where to begin: later arrivals do not come before a booking. A count looks at a
 * bounded number of entries, and where it is not enough, the line of now says the rest. So no booking is shown behind a later one.
 */
import { arrivalKey, type Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { PROMOTIONS_PER_EVENT_AND_SECOND } from '../model/limits.ts';
import { type Line, placeIn } from '../model/line.ts';
import { EXACT_POSITIONS } from '../model/waitlist-marks-limits.ts';
import type { MarksStore } from '../ports/marks-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Lines } from './lines.ts';

/** `position`: counted from 1. `ahead`: how many bookings wait before this one, or fewer. */
export type Position = { position: number; ahead: number };

type Waiting = Pick<Booking, 'id' | 'arrival'>;
type Ports = { marks: MarksStore; runtime: Pick<Runtime, 'now' | 'sleep'> };

export class Positions {
  readonly #marks: Pick<MarksStore, 'countNear'>;
  readonly #lines: Lines;
  readonly #runtime: Pick<Runtime, 'now'>;

  constructor({ marks, runtime }: Ports) {
    this.#marks = marks;
    this.#lines = new Lines({ marks, runtime });
    this.#runtime = runtime;
  }

  /** Not for a booking that waits for a draw, whose entry may still get earlier ones. @throws Busy */
  async of(event: Event, booking: Waiting): Promise<Position> {
    const last = await this.#lines.last(event);
    if (last !== undefined && isFar(last, booking)) {
      const line = await this.#lines.of(event);
      if (isFar(line, booking)) return this.#inLine(line, booking, 0);
    }
    const { count, isComplete } = await this.#marks.countNear(event, arrivalKey(booking));
    if (isComplete && count < EXACT_POSITIONS) return { position: count + 1, ahead: count };
    return this.#inLine(await this.#lines.of(event), booking, count);
  }

  /** `counted`: entries before it. `ahead` is lower by the promotions that may have been made since the line was read. */
  #inLine(line: Line, { arrival }: Waiting, counted: number): Position {
    const { least, place } = placeIn(line, arrival);
    const seconds = Math.max(0, this.#runtime.now() - line.asOf) / 1000;
    const ahead = Math.max(0, Math.floor(least - 1 - seconds * PROMOTIONS_PER_EVENT_AND_SECOND));
    return { position: Math.max(place, Math.min(counted, EXACT_POSITIONS) + 1), ahead };
  }
}

const isFar = (line: Line, { arrival }: Waiting) => placeIn(line, arrival).place > EXACT_POSITIONS;
