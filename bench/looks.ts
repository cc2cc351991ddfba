/**
 * Simulates waiting clients that look as they are told, with the product's rule and the product's knowledge of positions,
 * on a clock of its own: no requests are sent. Counts the requests and the read units that they cause.
 */
import type { Chance } from '../bin/soak/chance.ts';
import type { Booking } from '../functions/domain/model/booking.ts';
import type { Event } from '../functions/domain/model/event.ts';
import { PROMOTIONS_PER_EVENT_AND_SECOND } from '../functions/domain/model/limits.ts';
import { lookAgainSeconds } from '../functions/domain/model/look-again.ts';
import { PositionMarks } from '../functions/domain/process/position-marks.ts';
import { JITTER } from '../web/src/api/look-pauses.ts';

const SIMULATED_SECONDS = 600;
/** The first looks come all at once, and are not typical. */
const WARM_UP_SECONDS = 300;
const STEP_MS = 100;
/** A position whose marks are counted again for it, of eight partitions (docs/measurements.md). */
const UNITS_PER_POSITION = 20;
/** Bookings, read by the token of a link. An account costs two more units, for its session and itself. */
const UNITS_PER_LOOK = 1;

export type Looks = { waiting: number; capacity: number; isServing: boolean };

/** Per second: `countUnits` are those of counted positions, which one process does for all clients. */
export type LooksCost = {
  requestsPerSecond: number;
  readUnitsPerSecond: number;
  countUnitsPerSecond: number;
};

/** `isServing`: the clerk promotes at its full rate; otherwise nothing happens. */
export async function simulateLooks(
  { waiting, capacity, isServing }: Looks,
  chance: Chance,
): Promise<LooksCost> {
  let [now, served, requests, counted] = [0, 0, 0, 0];
  const event = { id: 'event', capacity, waitlist: { policy: 'strict' } } as Event;
  const marks = new PositionMarks({
    positions: {
      of: async (_event, { arrival }) => {
        counted += UNITS_PER_POSITION;
        return { position: arrival - served + 1, ahead: arrival - served };
      },
    },
    waitlist: { read: async () => ({ served }) as never },
    runtime: { now: () => now },
  });
  /** The clients that look in each step. */
  const plan = new Map<number, number[]>();
  const enter = (client: number, afterMs: number) => {
    const step = Math.ceil((now + afterMs) / STEP_MS);
    const others = plan.get(step);
    if (others === undefined) plan.set(step, [client]);
    else others.push(client);
  };
  for (let client = 0; client < waiting; client += 1) enter(client, chance.next() * 60_000);

  const seconds = isServing ? Math.min(60, waiting / PROMOTIONS_PER_EVENT_AND_SECOND / 2) : WARM_UP_SECONDS;
  const end = isServing ? WARM_UP_SECONDS + seconds : SIMULATED_SECONDS;
  for (let step = 0; step * STEP_MS < end * 1000; step += 1) {
    now = step * STEP_MS;
    if (now === WARM_UP_SECONDS * 1000) [requests, counted] = [0, 0];
    if (isServing && now > WARM_UP_SECONDS * 1000)
      served += (PROMOTIONS_PER_EVENT_AND_SECOND * STEP_MS) / 1000;
    for (const client of plan.get(step) ?? []) {
      requests += 1;
      if (client < served) continue;
      const booking = { id: String(client), arrival: client, status: 'waitlisted' } as Booking;
      const ahead = await marks.aheadOf(event, booking);
      const told = lookAgainSeconds(booking, event, ahead, now) ?? 0;
      enter(client, told * 1000 * (1 - JITTER * chance.next()));
    }
    plan.delete(step);
  }
  const counts = counted / seconds;
  const rate = requests / seconds;
  return {
    requestsPerSecond: Math.round(rate),
    readUnitsPerSecond: Math.round(rate * UNITS_PER_LOOK + counts + 1),
    countUnitsPerSecond: Math.round(counts),
  };
}
