/**
 * Sells from the shards: a booking takes its tickets from one shard, or from several if no single one has
 * enough.
 *
 * One transaction takes the tickets, writes the booking and raises the customer's tally. A crash before it
 * leaves nothing behind; a crash after it leaves the booking, which a repeat of the request finds by its
 * derived id, or with the addition, which a repeat finds in the history.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { allShards, shardsOfEachPool, shardsOfPool } from '../model/pool-places.ts';
import { allFree, type FreePlaces, isEnough } from '../model/pools.ts';
import { type Shard, takeVerdict } from '../model/shard.ts';
import { type ShardCount, type ShardTake, someShards, takeFromSeveral } from '../model/shard-choice.ts';
import { shardIn } from '../model/shard-rotation.ts';
import { waitForCloser } from '../waitlist/close-sale.ts';
import type { SaleAttempt } from './sale-attempt.ts';

/**
 * @returns the booking; `sale-is-over` when the shards are closed or being closed, or have too few tickets
 *   for a request that may wait
 * @throws Refusal `sold-out` when they have too few for a request that would not wait, or a refusal of
 *   `learn`; Busy when the retry budget is spent.
 */
export async function sellFromShards(attempt: SaleAttempt): Promise<Booking | 'sale-is-over'> {
  const { ports } = attempt;
  for (;;) {
    const position = ports.shardPicker.rotation.enter(ports.runtime.random());
    const takes = await chooseShards(attempt, position);
    if (takes === 'sale-is-over') return takes;
    await attempt.recheckSalesWindow();
    const { event, tally, isAtDoor, addsTo, requirements } = attempt;
    const now = ports.runtime.now();
    const booking = attempt.bookingAt(now);
    const write = { event, booking, now, tally, takes, isAtDoor, requirements, ...(addsTo && { addsTo }) };
    const outcome = await ports.bookings.take(write);
    if (outcome.kind === 'done') {
      ports.shardPicker.rotation.keep(position);
      return booking;
    }
    if (outcome.kind === 'own-booking') {
      const done = attempt.effectIn(outcome.booking);
      if (done !== undefined) return done;
      await attempt.retryBudget.backOff();
      continue;
    }
    const refusing = outcome.kind === 'refused' ? outcome.shards : [];
    if (refusing.some((shard) => shard.closed)) return 'sale-is-over';
    if (refusing.length > 0 || outcome.kind === 'contention') {
      await ports.shardPicker.refreshAfterFailure(event);
    }
    if (refusing.length > 0) ports.shardPicker.hints.remember(event.id, refusing, now);
    await attempt.learn(outcome, (shard) => {
      const demand = takes.find((take) => take.index === shard.index) ?? attempt.demand;
      return takeVerdict(shard, { ...demand, now, maxPerCustomer: event.maxPerCustomer, isAtDoor });
    });
  }
}

async function chooseShards(attempt: SaleAttempt, position: number): Promise<ShardTake[] | 'sale-is-over'> {
  const { event, ports, demand } = attempt;
  const { shardPicker, runtime } = ports;
  const now = runtime.now();
  const next = shardIn(position, event.shardCount, now);
  const index = shardPicker.hints.choose(event, demand, next, now, runtime.random);
  if (index !== undefined) return [{ index, ...demand }];
  const together = (shards: ShardCount[]) =>
    takeFromSeveral(someShards(shards, demand, runtime.random), demand);
  const believed = together(shardPicker.hints.known(event.id, now));
  if (believed !== undefined) return believed;

  if (await isClosing(attempt)) return 'sale-is-over';
  const shards = event.pools ? await lookAtPools(attempt) : await lookAtAll(attempt);
  shardPicker.hints.remember(event.id, shards, runtime.now());
  if (shards.some((shard) => shard.closed)) return 'sale-is-over';
  const takes = together(shards);
  if (takes !== undefined) return takes;
  if (attempt.mayWait) {
    await rejectOutsideSales(attempt, shards);
    return 'sale-is-over';
  }
  throw attempt.soldOutBy(allFree(shards));
}

/**
 * Reads all shards, those of the wanted pools first, of the smallest pool before all: places never leave the shards of their pool, and
 * while one pool is sold out and the others are not, many requests may find it so. No shard is read twice.
 * @throws Refusal `sold-out` if a pool has too few places; Busy when the retry budget is spent
 */
async function lookAtPools(attempt: SaleAttempt): Promise<Shard[]> {
  const { event, ports, demand, retryBudget } = attempt;
  const seen = new Map<number, Shard>();
  for (const indexes of [...shardsOfEachPool(event, demand), allShards(event)]) {
    const unseen = indexes.filter((index) => !seen.has(index));
    const look = () => ports.events.readSomeShards(event, unseen, 'strong');
    for (const shard of await retryBudget.retryWhileBusy(look)) seen.set(shard.index, shard);
    const shards = [...seen.values()];
    if (shards.some((shard) => shard.closed)) return shards;
    const free = freeInPoolsOf(event, shards);
    if (isEnough(free, demand) || seen.size === event.shardCount) continue;
    ports.shardPicker.hints.remember(event.id, shards, ports.runtime.now());
    throw attempt.soldOutBy(free);
  }
  return [...seen.values()];
}

/** @returns the free places of each pool whose shards are all among these; of the others, and of tickets, there is no end. */
function freeInPoolsOf(event: Event, shards: Shard[]): FreePlaces {
  const seen = new Set(shards.map(({ index }) => index));
  const { freeInPools = [] } = allFree(shards);
  const pools = event.pools?.map((pool, nth) =>
    shardsOfPool(pool, event).every((index) => seen.has(index)) ? (freeInPools[nth] ?? 0) : Infinity,
  );
  return { freeTickets: Infinity, ...(pools && { freeInPools: pools }) };
}

/**
 * Whether the sale is closed, or another request is closing it. Checked before all shards are read: at the
 * end of a sale, the reads of all requests at once would throttle the one that closes it.
 */
async function isClosing({ event, retryBudget, ports }: SaleAttempt): Promise<boolean> {
  const { waitlist, cache, runtime } = ports;
  const look = () => cache.closingReads.run(event.id, () => waitlist.readClosing(event));
  const { sellsInOrder, closerUntil = 0 } = await retryBudget.retryWhileBusy(look);
  if (sellsInOrder) cache.sellsInOrder.add(event.id);
  if (!sellsInOrder && closerUntil < runtime.now()) return false;
  if (!sellsInOrder) await waitForCloser(retryBudget, runtime);
  return true;
}

/**
 * Reads all shards. A request that would not wait reads them for itself, because it may be answered
 * `sold-out`; requests that may wait share one read.
 */
function lookAtAll({ event, retryBudget, ports, mayWait }: SaleAttempt): Promise<Shard[]> {
  const look = () => ports.events.readShards(event, 'strong');
  return retryBudget.retryWhileBusy(() => (mayWait ? ports.cache.shardReads.run(event.id, look) : look()));
}

/**
 * Lets one shard's terms reject a request outside the sales window, so that it does not close a sale that is
 * not running.
 * @throws Refusal `sales-not-open`, `sales-closed` or `event-cancelled`.
 */
async function rejectOutsideSales(attempt: SaleAttempt, shards: Shard[]): Promise<void> {
  const { event, ports, isAtDoor } = attempt;
  const { maxPerCustomer } = event;
  const request = { now: ports.runtime.now(), quantity: 0, maxPerCustomer, isAtDoor };
  await attempt.learn({ kind: 'refused', shards: shards.slice(0, 1) }, (shard) =>
    takeVerdict(shard, request),
  );
}
