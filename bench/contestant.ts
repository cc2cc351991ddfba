/** Who takes part in a load: what every contestant can be asked, whatever it is built on. */
import type { ApiCall } from '../bin/local/api-client.ts';

export type Buyer = { id: string; token: string };

/** Tickets held by bookings, and bookings that wait, as the system itself counts them. */
export type Counts = { held: number; waiting: number };

/** The processes that serve: who answers over HTTP, and where the data are. */
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
  /** Resolves once so many who waited were promoted in all. */
  untilPromoted: (eventId: string, count: number) => Promise<void>;
  /** Looks for what the counts do not show. @throws when something is wrong. */
  verify: (eventId: string) => Promise<void>;
  stop: () => Promise<void>;
};

const PATIENCE_MS = 60_000;

/** Looks again and again. @throws when it takes longer than a minute. */
export async function until(isDone: () => Promise<boolean>, what: string, intervalMs: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`Waited a minute in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
