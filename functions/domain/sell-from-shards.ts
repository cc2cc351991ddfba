/**
 * The open regime: takes tickets from one shard, or from several where none alone is enough.
 *
 * One transaction takes from the shards, writes the booking and raises the customer's tally. A crash before it
 * leaves nothing; a crash after it leaves the booking, which the same request repeated finds by its derived id.
 */
import type { Booking } from './booking.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { waitForCloser } from './close-sale.ts';
import { type Shard, takeVerdict } from './event.ts';
import { shardIn } from './lanes.ts';
import { HINT_REFRESH_MS_PER_SHARD } from './limits.ts';
import { Busy } from './refusal.ts';
import { type Counter, type ShardTake, someShards, takeFromSeveral } from './shard-choice.ts';

/**
 * @returns the booking, or `sale-is-over` when the shards are closed or cannot serve somebody who may wait.
 * @throws Refusal `sold-out` for somebody who may not wait; what `learn` throws.
 */
export async function sellFromShards(attempt: BookingAttempt): Promise<Booking | 'sale-is-over'> {
  const { ports, booking, request } = attempt;
  for (;;) {
    const lane = ports.memory.lanes.enter(ports.environment.random());
    const takes = await chooseShards(attempt, lane);
    if (takes === 'sale-is-over') return takes;
    await attempt.recheckSalesWindow();
    const { event, tally, isAtDoor } = attempt;
    const now = ports.environment.now();
    const outcome = await ports.bookings.take({ event, booking, now, tally, takes, isAtDoor });
    if (outcome.kind === 'done') {
      ports.memory.lanes.keep(lane);
      return booking;
    }
    if (outcome.kind === 'own-booking') return attempt.recognise(outcome.booking);
    const refusing = outcome.kind === 'refused' ? outcome.shards : [];
    if (refusing.some((shard) => shard.closed)) return 'sale-is-over';
    if (refusing.length > 0 || outcome.kind === 'contention') {
      await ports.memory.refreshHints(event, event.shardCount * HINT_REFRESH_MS_PER_SHARD).catch(ignoreBusy);
    }
    if (refusing.length > 0) ports.memory.hints.remember(event.id, refusing, now);
    await attempt.learn(outcome, (shard) => {
      const quantity = takes.find((take) => take.index === shard.index)?.quantity ?? request.quantity;
      return takeVerdict(shard, { now, quantity, maxPerCustomer: event.maxPerCustomer, isAtDoor });
    });
  }
}

async function chooseShards(attempt: BookingAttempt, lane: number): Promise<ShardTake[] | 'sale-is-over'> {
  const { event, ports, request } = attempt;
  const { memory, environment } = ports;
  const now = environment.now();
  const next = shardIn(lane, event.shardCount, now);
  const index = memory.hints.choose(event, request.quantity, next, now, environment.random);
  if (index !== undefined) return [{ index, quantity: request.quantity }];
  const together = (shards: Counter[]) =>
    takeFromSeveral(someShards(shards, request.quantity, environment.random), request.quantity);
  const believed = together(memory.hints.known(event.id, now));
  if (believed !== undefined) return believed;

  if (await isClosing(attempt)) return 'sale-is-over';
  const shards = await lookAtAll(attempt);
  memory.hints.remember(event.id, shards, environment.now());
  if (shards.some((shard) => shard.closed)) return 'sale-is-over';
  const takes = together(shards);
  if (takes !== undefined) return takes;
  if (attempt.mayWait) {
    await rejectOutsideSales(attempt, shards);
    return 'sale-is-over';
  }
  throw attempt.soldOut(shards.reduce((sum, shard) => sum + shard.freeTickets, 0));
}

/**
 * Whether somebody closes the sale already. Asked before the look at all shards: when a sale ends, all who come at
 * once would look, and throttle the one who closes.
 */
async function isClosing({ event, patience, ports }: BookingAttempt): Promise<boolean> {
  const { line, memory, environment } = ports;
  const look = () => memory.once(`line ${event.id}`, () => line.read(event));
  const { queueing, closerUntil = 0 } = await patience.outwaitBusy(look);
  if (queueing) memory.queueing.add(event.id);
  if (!queueing && closerUntil < environment.now()) return false;
  if (!queueing) await waitForCloser(patience, environment);
  return true;
}

/** Hints are worth no failure. */
function ignoreBusy(error: unknown): void {
  if (!(error instanceof Busy)) throw error;
}

/** Who is told "sold out" has a look of their own at it; those who may wait share one. */
function lookAtAll({ event, patience, ports, mayWait }: BookingAttempt): Promise<Shard[]> {
  const look = () => ports.events.readShards(event, 'strong');
  return patience.outwaitBusy(() => (mayWait ? ports.memory.once(`shards ${event.id}`, look) : look()));
}

/** Only a sale that is going on can be over: what the window rejects must not close it. */
async function rejectOutsideSales(attempt: BookingAttempt, shards: Shard[]): Promise<void> {
  const { event, ports, isAtDoor } = attempt;
  const { maxPerCustomer } = event;
  const request = { now: ports.environment.now(), quantity: 0, maxPerCustomer, isAtDoor };
  await attempt.learn({ kind: 'refused', shards: shards.slice(0, 1) }, (shard) =>
    takeVerdict(shard, request),
  );
}
