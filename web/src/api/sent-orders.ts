/**
 * The orders that were sent from this browser, each with its key, and with the name and address of a guest. One is kept until it is
 * answered, and for a minute after: its answer may come to a tab that is being reloaded, where nobody sees it.
 */
import { forgetStored, readStored, writeStored } from '../parts/stored.ts';
import type { Order } from './book.ts';
import { ORDERS } from './left-behind.ts';

/**
 * A request that was sent, or is to be sent again. `userId`: of the account that sent it; a guest has none. `answeredAt`: when it
 * made a booking, ms since the epoch. `wasAnswered`: it made one, and is repeated for a screen that was opened again.
 */
export type Sent = {
  key: string;
  order: Order;
  userId?: string | undefined;
  answeredAt?: number | undefined;
  wasAnswered?: boolean;
};

const placeOf = (eventId: string) => `${ORDERS}${eventId}`;

/** Where this browser keeps the name and address of a guest who has not sent them yet. */
export const ATTENDEE_DRAFT = 'boxoffice.attendee';

/** A reload takes no longer than this. */
export const RELOAD_MS = 60_000;

export const sentOrder = (eventId: string) => readStored(placeOf(eventId)) as Sent | undefined;

/** `undefined` removes it. */
export const keepOrder = (eventId: string, sent: Sent | undefined): void =>
  writeStored(placeOf(eventId), sent);

/** Forgets the orders, of all events, that were answered so long ago that no tab can still be reloading. */
export function forgetAnsweredOrders(): void {
  forgetStored((name) => {
    const { answeredAt = Number.POSITIVE_INFINITY } = (readStored(name) ?? {}) as Partial<Sent>;
    return !name.startsWith(ORDERS) || Date.now() - answeredAt < RELOAD_MS;
  });
}
