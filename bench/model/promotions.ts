/**
 * Runs promotions of one event in virtual time: of an event that is sold out, with a waitlist, many tickets become available at
 * once. Either the capacity was raised (a second release), or their holders give them back (a mass cancellation). The clerk and
 * the cancellations are the product's code over the modelled stores.
 */
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { type Booking, bookingIdFor, type HistoryEntry } from '../../functions/domain/model/booking.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { notifyClerkOfChange } from '../../functions/domain/process/notify-clerk.ts';
import type { ClerkPorts } from '../../functions/domain/waitlist/clerk.ts';
import { entryKeyOf } from '../../functions/store/items/entry.ts';
import { HANDLER_MS } from './assumptions.ts';
import { modelBookings } from './booking-store.ts';
import { openQueue, serveMessages } from './clerk-queue.ts';
import { DynamoModel } from './dynamo.ts';
import { modelEvents, modelWaitlist } from './event-stores.ts';
import { anEvent, EPOCH } from './sale.ts';
import { SaleState } from './sale-state.ts';
import { Simulation } from './simulation.ts';

export type PromotionsSetting = {
  shards: number;
  /** Of the event, each held by a booking of its own. */
  tickets: number;
  /** Bookings of one ticket in the waitlist. */
  waiting: number;
  /** Tickets that become available. */
  available: number;
  /** With how many requests a second these are cancelled; undefined if the capacity was raised. */
  cancellationsPerS?: number;
  holdMedianMs: number;
  partitions: number;
  seed: number;
};

/** Times in virtual ms. `messagesRefused`: messages of cancellations that the queue did not take. `cancellationsBusy`: those answered 503. */
export type PromotionsRun = {
  promotedMs: number[];
  messagesRefused: number;
  cancellationsBusy: number;
  used: DynamoModel['used'];
};

/** The waitlist is older than a pass may have overlooked. */
const JOINED_BEFORE_MS = 3_600_000;

/** @throws the first fault, and when not exactly the first waiters were promoted. */
export async function runPromotions(setting: PromotionsSetting): Promise<PromotionsRun> {
  const simulation = new Simulation(setting.seed);
  const dynamo = new DynamoModel(simulation, setting);
  const state = new SaleState(anEvent({ ...setting, quantityMost: 1 }));
  const waiters = fill(state, setting);
  const run: PromotionsRun = { promotedMs: [], messagesRefused: 0, cancellationsBusy: 0, used: dynamo.used };
  const faults: unknown[] = [];
  const onFault = (error: unknown) => faults.push(error);
  const runtime = runtimeOf(simulation);
  const log = {
    info: () => undefined,
    warn: () => {
      run.messagesRefused += 1;
    },
  };
  const events = modelEvents(state, dynamo);
  const bookings = modelBookings(state, dynamo);
  const waitlist = modelWaitlist(state, dynamo);
  const queue = openQueue(simulation, (messages) => serveMessages(messages, aProcess()), onFault);
  const aProcess = (): ClerkPorts => ({
    events,
    bookings,
    waitlist,
    queue,
    runtime,
    log,
    cache: new EventCache(events, runtime),
  });

  const { available, cancellationsPerS } = setting;
  if (cancellationsPerS === undefined) {
    state.waitlist.pendingCapacity = available;
    notifyClerkOfChange(state.event, { queue, log }).catch(onFault);
  } else {
    cancelInTurn(available, cancellationsPerS, { simulation, eventId: state.event.id, aProcess }, (error) => {
      if (error instanceof Busy) run.cancellationsBusy += 1;
      else onFault(error);
    });
  }
  await simulation.run();
  if (faults.length > 0) throw faults[0];
  run.promotedMs = promotionsOf(state, waiters);
  return run;
}

type Holders = { simulation: Simulation; eventId: string; aProcess: () => ClerkPorts };

/** The first `count` holders cancel, at random instants; each process serves one request at a time. */
function cancelInTurn(
  count: number,
  ratePerS: number,
  { simulation, eventId, aProcess }: Holders,
  onFailure: (error: unknown) => void,
): void {
  const idle: ClerkPorts[] = [];
  const cancel = async (customerId: string) => {
    const ports = idle.pop() ?? aProcess();
    await simulation.sleep(simulation.lognormal(HANDLER_MS));
    const actor = { userId: customerId, role: 'attendee' as const };
    const bookingId = bookingIdFor(eventId, customerId, 'key');
    await cancelBooking({ eventId, bookingId, actor, idempotencyKey: 'cancel' }, ports);
    idle.push(ports);
  };
  let at = 0;
  for (let n = 0; n < count; n += 1) {
    at += simulation.exponential(1000 / ratePerS);
    simulation.after(at, () => {
      cancel(`holder-${n}`).catch(onFailure);
    });
  }
}

/** @returns the instants of all promotions in order. @throws when others than the first waiters were promoted. */
function promotionsOf(state: SaleState, waiters: string[]): number[] {
  const found = waiters.map((id) => state.bookings.get(id)?.history.find(isPromotion));
  const promoted = found.filter((entry) => entry !== undefined);
  if (found.slice(0, promoted.length).some((entry, n) => entry?.promotionNumber !== n + 1))
    throw new Error('Not the first waiters were promoted.');
  return promoted.map(({ at }) => at - EPOCH);
}

function isPromotion(entry: HistoryEntry): entry is Extract<HistoryEntry, { what: 'promoted' | 'granted' }> {
  return entry.what === 'promoted';
}

function runtimeOf(simulation: Simulation): Runtime {
  let ids = 0;
  return {
    now: () => EPOCH + Math.floor(simulation.now),
    random: () => simulation.random(),
    sleep: (ms) => simulation.sleep(ms),
    newId: () => `${ids++}`,
  };
}

/** Sells the event out, and lets the others wait. @returns the ids of those who wait, in order */
function fill(state: SaleState, { shards, tickets, waiting }: PromotionsSetting): string[] {
  const { event } = state;
  for (const shard of state.shards) Object.assign(shard, { freeTickets: 0, closed: true });
  Object.assign(state.waitlist, { sellsInOrder: true, shardsEmpty: true });
  const aBooking = (customerId: string, fields: Partial<Booking>): Booking => ({
    id: bookingIdFor(event.id, customerId, 'key'),
    eventId: event.id,
    customerId,
    status: 'confirmed',
    quantity: 1,
    granted: 0,
    released: 0,
    arrival: EPOCH - 2 * JOINED_BEFORE_MS,
    fingerprint: '',
    history: [{ what: 'booked', at: EPOCH - 2 * JOINED_BEFORE_MS, quantity: 1 }],
    cancellations: {},
    ...fields,
  });
  for (let n = 0; n < tickets; n += 1) {
    const held = aBooking(`holder-${n}`, {});
    state.bookings.set(held.id, held);
  }
  return Array.from({ length: waiting }, (_, n) => {
    const arrival = EPOCH - JOINED_BEFORE_MS + n;
    const waits = aBooking(`waiter-${n}`, {
      status: 'waitlisted',
      arrival,
      shard: n % shards,
      history: [{ what: 'joined', at: arrival, quantity: 1 }],
    });
    state.bookings.set(waits.id, waits);
    const { pk: partition, sk: key } = entryKeyOf(event, waits);
    state.entries.set(key, { bookingId: waits.id, key, quantity: 1, partition });
    state.shard(n % shards).joined += 1;
    return waits.id;
  });
}
