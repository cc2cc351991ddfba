/**
 * The sweep: a scheduled job that finds pending work, be it work whose message was lost in a crash or work
 * that has become due, and sends messages to the clerks. It also lets notices, letters and webhooks be tried again. It may run
 * at any time, twice, or beside a clerk. Besides these it writes only when a waitlist is to be looked at next, and the
 * cursor at which the next sweep continues if this one runs out of time.
 */
import { arrivalKeyBound } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { heldBackBy, isToBePassed } from '../model/held-back.ts';
import {
  BOOKINGS_PER_MESSAGE,
  NOTICES_AT_ONCE,
  SWEEP_AT_ONCE,
  SWEEP_ROUND_MS,
  SWEEP_TIME_MS,
  TRANSACTION_LIMIT_ACTIONS,
  WEBHOOKS_AT_ONCE,
} from '../model/limits.ts';
import { mustEndWaiting, nextLookAt } from '../model/next-look.ts';
import { holderOf, isEmpty, planBatch, servedWhilePaused, unservable } from '../model/plan-promotions.ts';
import { Refusal } from '../model/refusal.ts';
import { salesState } from '../model/sale-terms.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { LetterStore } from '../ports/letter-store.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type {
  EventWork,
  LetterWork,
  PendingWork,
  PendingWorkStore,
  SweepCursor,
} from '../ports/pending-work-store.ts';
import type { Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistStore } from '../ports/waitlist-store.ts';
import type { WebhookDeliveryStore } from '../ports/webhook-delivery-store.ts';
import type { EventCache } from '../process/event-cache.ts';

export type SweepPorts = {
  pendingWork: PendingWorkStore;
  waitlist: WaitlistStore;
  notices: Pick<NoticeStore, 'wake'>;
  letters: Pick<LetterStore, 'wake'>;
  webhooks: Pick<WebhookDeliveryStore, 'wake'>;
  queue: Queue;
  cache: EventCache;
  runtime: Runtime;
};

/** Numbers of messages. `late`: those among `sent` for work whose own message did not arrive in time. */
type Sent = { sent: number; late: number };

const NOTHING: Sent = { sent: 0, late: 0 };

/** `isComplete` false: time ran out, and the next sweep continues where this one stopped. */
export type Swept = Sent & { isComplete: boolean };

/**
 * Sends messages for all pending work that is due, for about `SWEEP_TIME_MS`.
 * @throws Busy when the index or the cursor cannot be read or written now.
 */
export async function sweepPendingWork(ports: SweepPorts): Promise<Swept> {
  const { pendingWork, runtime } = ports;
  const now = runtime.now();
  const round = Math.floor(now / SWEEP_ROUND_MS);
  const from = await pendingWork.readCursor();
  let all = NOTHING;
  let reached: SweepCursor | undefined;
  for await (const { due, cursor } of pendingWork.due(now, from)) {
    if (reached !== undefined && runtime.now() - now >= SWEEP_TIME_MS) {
      await pendingWork.saveCursor(reached);
      return { ...all, isComplete: false };
    }
    all = sumOf([all, await sendFor(due, round, ports)]);
    reached = cursor;
  }
  if (from !== undefined) await pendingWork.saveCursor(undefined);
  return { ...all, isComplete: true };
}

function sumOf(counts: Sent[]): Sent {
  return counts.reduce((sum, { sent, late }) => ({ sent: sum.sent + sent, late: sum.late + late }));
}

/**
 * Sends one message for each event of a page that needs a clerk, or several if many of its bookings are due.
 * Bookings that are due are named, because the clerk's own query of the index yields releases only: their
 * offers ran out, or requests that would not wait left them behind.
 */
async function sendFor(due: PendingWork[], round: number, ports: SweepPorts): Promise<Sent> {
  await wakeLetters(
    due.filter((one) => one.reason === 'letter'),
    ports,
  );
  const ofEvents = due.filter((one) => one.reason !== 'letter');
  const byEvent = [...Map.groupBy(ofEvents, ({ eventId }) => eventId)];
  let all = NOTHING;
  for (let start = 0; start < byEvent.length; start += SWEEP_AT_ONCE) {
    const some = byEvent.slice(start, start + SWEEP_AT_ONCE);
    const counts = await Promise.all(
      some.map(([eventId, work]) => sendForEvent(eventId, work, round, ports)),
    );
    all = sumOf([all, ...counts]);
  }
  return all;
}

/**
 * Leaves an event to the next sweep if its store or the queue does not answer now, so that it delays no other
 * event.
 */
async function sendForEvent(
  eventId: string,
  work: EventWork[],
  round: number,
  ports: SweepPorts,
): Promise<Sent> {
  try {
    await wakeNotices(eventId, work, ports);
    const sent = await sendMessages(eventId, work, round, ports);
    await wakeWebhooks(eventId, work, ports);
    return sent;
  } catch (error) {
    if (error instanceof Refusal) return NOTHING;
    throw error;
  }
}

/** Lets the sender try the letters whose next attempt is due. One that cannot be written now is left to the next sweep. */
async function wakeLetters(due: LetterWork[], { letters, runtime }: SweepPorts): Promise<void> {
  for (let start = 0; start < due.length; start += NOTICES_AT_ONCE) {
    const some = due.slice(start, start + NOTICES_AT_ONCE);
    const woken = await Promise.allSettled(
      some.map(({ userId, letterId }) => letters.wake(userId, letterId, runtime.now())),
    );
    const failed = woken.find((one) => one.status === 'rejected' && !(one.reason instanceof Refusal));
    if (failed?.status === 'rejected') throw failed.reason;
  }
}

/** Lets the sender try again the notices whose next attempt is due. */
async function wakeNotices(
  eventId: string,
  work: EventWork[],
  { notices, cache, runtime }: SweepPorts,
): Promise<void> {
  const due = work.flatMap((one) => (one.reason === 'notices' ? one.bookingId : []));
  for (let start = 0; start < due.length; start += NOTICES_AT_ONCE) {
    const event = await cache.get(eventId);
    const some = due.slice(start, start + NOTICES_AT_ONCE);
    await Promise.all(some.map((bookingId) => notices.wake(event, bookingId, runtime.now())));
  }
}

/** Lets the sender try again the webhooks whose next attempt is due. */
async function wakeWebhooks(
  eventId: string,
  work: EventWork[],
  { webhooks, cache, runtime }: SweepPorts,
): Promise<void> {
  const due = work.flatMap((one) => (one.reason === 'webhooks' ? one : []));
  const wake = async ({ endpointId, subject }: (typeof due)[number]) => {
    // An event that nobody booked may be removed, and its log still be due. It is in the first partition.
    const event = subject === 'event' ? { id: eventId, shardCount: 1 } : await cache.get(eventId);
    await webhooks.wake({ event, subject, endpointId }, runtime.now());
  };
  for (let start = 0; start < due.length; start += WEBHOOKS_AT_ONCE)
    await Promise.all(due.slice(start, start + WEBHOOKS_AT_ONCE).map(wake));
}

async function sendMessages(
  eventId: string,
  work: EventWork[],
  round: number,
  ports: SweepPorts,
): Promise<Sent> {
  const bookings = work.flatMap((one) => (one.reason === 'booking' ? one.bookingId : []));
  const waitlist = work.find(({ reason }) => reason === 'waitlist');
  // Offers that run out and waitlists to look at have no other message.
  const isLate = work.some(({ reason }) => reason === 'release' || reason === 'event');
  const isDue = isLate || bookings.length > 0 || (waitlist !== undefined && (await hasWork(waitlist, ports)));
  if (!isDue) return NOTHING;
  const messages = Array.from(
    { length: Math.max(1, Math.ceil(bookings.length / BOOKINGS_PER_MESSAGE)) },
    (_, index) => bookings.slice(index * BOOKINGS_PER_MESSAGE, (index + 1) * BOOKINGS_PER_MESSAGE),
  );
  for (const bookingIds of messages) {
    const sameAs = `${eventId}:sweep:${round}:${bookingIds[0] ?? 'waitlist'}`;
    await ports.queue.send({ eventId, ...(bookingIds.length > 0 && { bookingIds }) }, sameAs);
  }
  return { sent: messages.length, late: isLate ? messages.length : 0 };
}

/**
 * Whether a clerk would do anything for the waitlist now. If not, stores when to look next, except while
 * sales are open, tickets are unassigned and no positions are to be drawn: then every sweep looks.
 */
async function hasWork({ eventId }: EventWork, ports: SweepPorts): Promise<boolean> {
  const { runtime, waitlist, cache } = ports;
  const event = await cache.refresh(eventId);
  const state = await waitlist.read(event);
  const now = runtime.now();
  const isUnfinished = event.cancelledAt !== undefined && !state.cancellationDone;
  const isOnItsWay = state.pendingCapacity > 0 || (state.sellsInOrder && !state.shardsEmpty);
  if (isUnfinished || isOnItsWay || mustEndWaiting(event, state, now)) return true;
  const lookAt = nextLookAt(event, state, now);
  const isOpen = salesState(event, now) === 'open' && !isDrawing(event, now);
  if (isOpen && lookAt !== undefined && (await canServe(event, state, ports))) return true;
  if (isOpen && lookAt !== undefined && state.unassigned > 0) return false;
  await waitlist.postponeLook(event, state, lookAt);
  return false;
}

/**
 * Whether the unassigned tickets can serve an entry of the head, or one behind those that may be passed, whether an entry
 * of the head can never be served, whether the quiet must end so that newcomers get them, and whether it is to be noted who
 * holds tickets back, or that others may pass.
 */
async function canServe(
  event: Event,
  { unassigned, heldBack, quiet }: WaitlistState,
  { runtime, waitlist }: SweepPorts,
): Promise<boolean> {
  const { capacity, waitlist: rules } = event;
  const now = runtime.now();
  const { policy } = rules;
  const { entries, complete } = await waitlist.readHead(event, { upTo: arrivalKeyBound(now) });
  const head = rules.enabled ? entries : servedWhilePaused(entries);
  const batch = planBatch({ unassigned, releases: [], entries: head, policy }, TRANSACTION_LIMIT_ACTIONS);
  if (!isEmpty(batch) || unservable(head, policy, capacity).length > 0) return true;
  const holder = holderOf({ unassigned, entries: head, policy });
  const isAllRead = complete || head.length < entries.length;
  if (holder === undefined && unassigned > 0 && (quiet || !isAllRead)) return true;
  const isNoted = heldBackBy(event, holder, heldBack, now)?.since === heldBack?.since;
  return !isNoted || isToBePassed(event, holder, heldBack, now);
}
