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
import { HINT_REFRESH_MS_PER_SHARD, SHARD_HINT_TTL_MS } from './limits.ts';
import { type ShardTake, someShards, takeFromSeveral } from './shard-choice.ts';

/**
 * @returns the booking, or `sale-is-over` when the shards are closed or cannot serve somebody who may wait.
 * @throws Refusal `sold-out` for somebody who may not wait; what `learn` throws.
 */
export async function sellFromShards(attempt: BookingAttempt): Promise<Booking | 'sale-is-over'> {
  const { ports, booking, request } = attempt;
  for (;;) {
    const takes = await chooseShards(attempt);
    if (takes === 'sale-is-over') return takes;
    const { event, tally } = attempt;
    const now = ports.environment.now();
    const outcome = await ports.bookings.take({ event, booking, now, tally, takes });
    if (outcome.kind === 'done') return booking;
    if (outcome.kind === 'own-booking') return attempt.recognise(outcome.booking);
    if (outcome.kind === 'contention') await ports.memory.refreshHints(event, SHARD_HINT_TTL_MS);
    if (outcome.kind === 'refused') {
      if (outcome.shards.some((shard) => shard.closed)) return 'sale-is-over';
      const restMs = event.shardCount * HINT_REFRESH_MS_PER_SHARD;
      if (outcome.shards.length > 0) await ports.memory.refreshHints(event, restMs);
      ports.memory.hints.remember(event.id, outcome.shards, now);
    }
    await attempt.learn(outcome, (shard) => {
      const quantity = takes.find((take) => take.index === shard.index)?.quantity ?? request.quantity;
      return takeVerdict(shard, { now, quantity, maxPerCustomer: event.maxPerCustomer });
    });
  }
}

async function chooseShards(attempt: BookingAttempt): Promise<ShardTake[] | 'sale-is-over'> {
  const { event, ports, request } = attempt;
  const { memory, environment } = ports;
  const index = memory.hints.choose(
    event.id,
    event.shardCount,
    request.quantity,
    environment.now(),
    environment.random(),
  );
  if (index !== undefined) return [{ index, quantity: request.quantity }];

  if (await isClosing(attempt)) return 'sale-is-over';
  const shards = await lookAtAll(attempt);
  memory.hints.remember(event.id, shards, environment.now());
  if (shards.some((shard) => shard.closed)) return 'sale-is-over';
  const some = someShards(shards, request.quantity, environment.random);
  const takes = takeFromSeveral(some, request.quantity);
  if (takes !== undefined) return takes;
  if (attempt.mayWait) {
    await refuseOutsideSales(attempt, shards);
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
  const { queueing, closerUntil = 0 } = await memory.once(`line ${event.id}`, () => line.read(event.id));
  if (queueing) memory.queueing.add(event.id);
  if (!queueing && closerUntil < environment.now()) return false;
  if (!queueing) await waitForCloser(patience, environment);
  return true;
}

/** Who is told "sold out" has a look of their own at it; those who may wait share one. */
function lookAtAll({ event, ports, mayWait }: BookingAttempt): Promise<Shard[]> {
  const look = () => ports.events.readShards(event, 'strong');
  return mayWait ? ports.memory.once(`shards ${event.id}`, look) : look();
}

/** Only a sale that is going on can be over: what the window refuses must not close it. */
async function refuseOutsideSales(attempt: BookingAttempt, shards: Shard[]): Promise<void> {
  const request = {
    now: attempt.ports.environment.now(),
    quantity: 0,
    maxPerCustomer: attempt.event.maxPerCustomer,
  };
  await attempt.learn({ kind: 'refused', shards: shards.slice(0, 1) }, (shard) =>
    takeVerdict(shard, request),
  );
}
