/**
 * The order in which Jest starts the suites: first those that take longest, so that the last one does not run alone on
 * one core. In a fresh clone Jest has no times of its own, and would start the largest files first.
 */

/** The suites that take more than about 15 s, from the longest down. */
export const LONGEST = [
  'web/reloads',
  'web/organizer',
  'guarantees/route-bounds',
  'web/booking',
  'simulation/simulation',
  'web/mail-links',
  'api/waitlist-faults',
  'web/buyer',
  'web/keyboard',
  'lib/lib',
  'local/start',
  'guarantees/rotated-keys',
  'guarantees/cancelled-events',
  'guarantees/many-shards',
  'api/event-faults',
  'web/organizing',
  'api/booking-faults',
  'bin/export',
  'guarantees/on-time',
  'web/embedding',
  'bin/measure-hold',
  'guarantees/positions',
  'guarantees/durable',
  'scenarios/rush',
  'guarantees/guessed-passwords',
  'web/door',
  'bin/soak',
  'guarantees/one-effect',
  'api/account-faults',
  'domain/process/positions',
  'api/lists',
  'api/slow-table',
  'web/organizer-tools',
  'bin/fuzz',
  'api/unresponsive',
  'guarantees/fair-draw',
  'api/exports',
  'api/openapi',
  'guarantees/security-trail',
  'guarantees/no-oversell',
  'guarantees/running-sale',
  'api/tickets',
  'scenarios/lapsed-offers',
  'web/admin',
];

type Suite = { path: string };

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

  allFailedTests<T extends Suite>(suites: T[]): T[] {
    return suites;
  }

  cacheResults(): void {}
}
