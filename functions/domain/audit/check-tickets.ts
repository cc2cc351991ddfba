/**
 * The checks that see one booking at a time and keep nothing but sums: `NoOversell`, and `OneEffect` by replaying
 * what happened to each.
 */
import { ticketsHeld } from '../booking.ts';
import type { AuditedBooking } from '../ports.ts';
import { hasSoundTickets } from '../tickets.ts';
import type { Counters } from './counters.ts';
import { type Finding, finding, Offenders } from './finding.ts';
import { replayBooking } from './replay-booking.ts';

/** Free + held by bookings = capacity. Also true of a reading in the middle of a sale, but for what moved meanwhile. */
export class Conservation {
  #held = 0;
  #released = 0;
  readonly #negative = new Offenders();

  add(booking: AuditedBooking): void {
    this.#held += ticketsHeld(booking);
    this.#released += booking.released;
    if (Math.min(booking.quantity, booking.granted, booking.released) < 0) this.#negative.add(booking.id);
  }

  finding({ event: { capacity }, shards, line }: Counters): Finding {
    const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool + line.raised);
    const least = shards.reduce((most, shard) => Math.min(most, shard.freeTickets), line.pool);
    const total = free + this.#held + this.#released;
    const holds = total === capacity && least >= 0 && this.#negative.count === 0;
    const sum = `${free} free + ${this.#held} held + ${this.#released} released = ${total} tickets`;
    const evidence = total === capacity ? sum : `${sum}, and there are ${capacity}`;
    return finding('NoOversell', holds, evidence, this.#negative);
  }
}

/** Each booking began once, each fact fits what was before it, and together they come to what the booking holds. */
export class Effects {
  #bookings = 0;
  readonly #unsound = new Offenders();

  add(booking: AuditedBooking): void {
    this.#bookings += 1;
    if (!isSound(booking)) this.#unsound.add(booking.id);
  }

  finding(): Finding {
    const evidence = `${this.#bookings - this.#unsound.count} of ${this.#bookings} bookings are what their history adds up to`;
    return finding('OneEffect', this.#unsound.count === 0, evidence, this.#unsound);
  }
}

function isSound(booking: AuditedBooking): boolean {
  const told = replayBooking(booking.history);
  return (
    told !== undefined &&
    told.status === booking.status &&
    told.quantity === booking.quantity &&
    told.granted === booking.granted &&
    told.released === booking.released &&
    hasSoundTickets(booking)
  );
}
