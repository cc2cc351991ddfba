/**
 * The order in which Jest starts the suites: first those that take longest, so that the last one does not run alone on
 * one core. In a fresh clone Jest has no times of its own, and would start the largest files first.
 */

/** The suites that take more than about 15 s, from the longest down. Of three at a time one has a browser, which takes much. */
export const LONGEST = [
  'guarantees/route-bounds',
  'lib/lib',
  'web/booking',
  'simulation/simulation',
  'local/start',
  'web/organizer',
  'api/event-staff',
  'web/buyer',
  'guarantees/limited-waitlist',
  'guarantees/one-effect',
  'web/door',
  'scenarios/notices',
  'guarantees/durable',
  'api/lists',
  'guarantees/security-trail',
  'scenarios/accounts',
  'api/ticket-transfers',
  'bin/audit',
  'web/issuer',
  'guarantees/other-issuer',
  'guarantees/no-lost-ticket',
  'web/account',
  'guarantees/cancelled-events',
  'bin/aws-errors',
  'guarantees/line',
  'scenarios/stolen-session',
  'local/origins',
  'api/rate-limits',
  'http/network-limits',
  'guarantees/sweep',
  'api/needed-rights',
  'guarantees/notified-holders',
  'guarantees/quiet-waitlist',
  'api/tickets',
  'guarantees/private-log',
  'guarantees/honest-answer',
  'tickets/passes',
  'scenarios/door',
  'guarantees/proved',
  'api/protocol',
  'web/admin',
  'bin/boxoffice',
  'web/typing',
  'domain/process/positions',
  'api/openapi',
  'guarantees/lapsed-offers',
  'local/dynamo-engine',
  'web/drawn-list',
  'guarantees/side-by-side',
  'guarantees/check-in',
  'scenarios/steering',
  'guarantees/restored-accounts',
  'guarantees/restored-table',
  'web/challenge-turnstile',
];

type Suite = { path: string };
/** `shardIndex` from 1 to `shardCount`. */
type Shard = { shardIndex: number; shardCount: number };

/** @returns the suite's place in `LONGEST`; the others come after all of these. */
function rankOf({ path }: Suite): number {
  const place = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? LONGEST.length : place;
}

/** Jest's interface of a sequencer; `Sequencer` in @jest/test-sequencer describes it. */
export default class LongestFirst {
  /** Keeps the order of Jest's search among the suites that are not listed. */
  sort<T extends Suite>(suites: T[]): T[] {
    return suites.toSorted((a, b) => rankOf(a) - rankOf(b));
  }

  /** Deals the suites out one by one, so that neighbours, which are often alike, are in different shards. */
  shard<T extends Suite>(suites: T[], { shardIndex, shardCount }: Shard): T[] {
    const inOrder = suites.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    return inOrder.filter((_, index) => index % shardCount === shardIndex - 1);
  }

  allFailedTests<T extends Suite>(suites: T[]): T[] {
    return suites;
  }

  cacheResults(): void {}
}
