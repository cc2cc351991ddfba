/** The interface of a contestant, through which a load can be run on any of the compared systems. */
import type { ApiCall } from '../bin/local/api-client.ts';

export type Buyer = { id: string; token: string };

/** The number of tickets held and of bookings waiting, as the system itself counts them. */
export type Counts = { held: number; waiting: number };

/** The process ids of the HTTP server and of the database or engine. */
export type Pids = { server: number; database: number };

export type Contestant = {
  name: string;
  url: string;
  pids: Pids;
  buyers: (count: number) => Promise<Buyer[]>;
  createEvent: (capacity: number) => Promise<ApiCall>;
  book: (eventId: string, buyer: Buyer, quantity: number) => ApiCall;
  cancel: (eventId: string, bookingId: string, buyer: Buyer) => ApiCall;
  counts: (eventId: string) => Promise<Counts>;
  /** Resolves when `count` bookings in total have been promoted. */
  untilPromoted: (eventId: string, count: number) => Promise<void>;
  /** Checks more than the counts show. @throws when a check fails. */
  verify: (eventId: string) => Promise<void>;
  stop: () => Promise<void>;
};

const TIMEOUT_MS = 60_000;

/** Polls until `isDone`. @throws after a minute. */
export async function until(isDone: () => Promise<boolean>, what: string, intervalMs: number): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`Timed out after a minute waiting for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
