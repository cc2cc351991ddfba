/**
 * The order in which Jest starts the suites: first those that take longest, so that the last one does not run alone on
 * one core. In a fresh clone Jest has no times of its own, and would start the largest files first.
 */

/** The suites that take more than about 15 s, from the longest down. */
export const LONGEST = [
  'simulation/simulation',
  'api/waitlist-faults',
  'guarantees/route-bounds',
  'guarantees/many-shards',
  'local/start',
  'api/account-faults',
  'api/lists',
  'scenarios/accounts',
  'api/booking-faults',
  'scenarios/rush',
  'guarantees/positions',
  'lib/lib',
  'api/exports',
  'api/event-faults',
  'api/slow-table',
  'bin/measure-hold',
  'guarantees/guessed-passwords',
  'guarantees/rotated-keys',
  'bin/fuzz',
  'web/booking',
  'web/mail-links',
  'web/organizer',
  'web/organizing',
  'web/buyer',
  'web/embedding',
  'web/keyboard',
  'guarantees/durable',
  'bin/export',
  'guarantees/one-effect',
  'guarantees/no-oversell',
  'guarantees/no-lost-ticket',
  'api/event-staff',
  'api/unresponsive',
  'guarantees/sweep',
  'guarantees/lapsed-offers',
  'scenarios/lapsed-offers',
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
