/**
 * The order in which Jest starts the suites: first those that take longest, so that the last one does not run alone on
 * one core. In a fresh clone Jest has no times of its own, and would start the largest files first.
 */

/** The suites that take more than about 15 s, from the longest down. Of three at a time one has a browser, which takes much. */
export const LONGEST = [
  'guarantees/route-bounds',
  'simulation/simulation',
  'web/reloads',
  'api/waitlist-faults',
  'lib/lib',
  'web/organizer',
  'local/start',
  'guarantees/rotated-keys',
  'web/booking',
  'guarantees/cancelled-events',
  'guarantees/many-shards',
  'web/mail-links',
  'api/event-faults',
  'api/booking-faults',
  'web/buyer',
  'bin/aws-errors',
  'bin/export',
  'guarantees/on-time',
  'web/keyboard',
  'bin/measure-hold',
  'guarantees/positions',
  'web/organizing',
  'guarantees/durable',
  'scenarios/rush',
  'web/embedding',
  'guarantees/guessed-passwords',
  'bin/soak',
  'web/door',
  'web/challenge-hcaptcha',
  'web/issuer',
  'web/challenge-turnstile',
  'guarantees/one-effect',
  'api/account-faults',
  'web/organizer-tools',
  'domain/process/positions',
  'api/lists',
  'web/admin',
  'api/slow-table',
  'bin/fuzz',
  'api/unresponsive',
  'guarantees/fair-draw',
  'api/exports',
  'api/openapi',
  'guarantees/security-trail',
  'guarantees/no-oversell',
  'guarantees/running-sale',
  'guarantees/side-by-side',
  'api/tickets',
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
