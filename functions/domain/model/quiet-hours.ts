/**
 * The quiet hours of an event's waitlist: the hours of the night, at the venue, in which the time of an offer does not
 * run. Pure rules.
 *
 *   from 22:00 to 08:00, an offer of 4 hours that is made at 20:00:
 *
 *   20:00      22:00                     08:00      10:00
 *     |== 2 h ===|- - - quiet hours - - - -|== 2 h ===|
 *
 * Where the clock is turned back and shows a time twice, they begin when it first shows `from`, and end when it shows no time
 * before `to` any more. A time that it leaves out is reached when it is turned forward.
 */
import { instantAt, localTime, type Reached, reachedAt } from './time-zone.ts';

/** Local times like 22:00. `to` is on the next day if it is not after `from`. */
export type QuietHours = { from: string; to: string };

/** Finds when a clock reaches a local time. */
export type ReadClock = (local: number, timeZone: string) => Reached;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** @returns how long the quiet hours last by the clock, ms; a whole day if `from` and `to` are the same. */
export function quietTimeOf({ from, to }: QuietHours): number {
  const lasts = timeOfDay(to) - timeOfDay(from);
  return lasts > 0 ? lasts : lasts + DAY_MS;
}

/**
 * As earlier versions timed offers: the hours begin and end at either of both instants where the clock shows a time twice, and
 * begin late, even after their end, where it leaves `from` out.
 */
export const formerClock: ReadClock = (local, timeZone) => {
  const instant = instantAt(local, timeZone);
  return { first: instant, forGood: instant };
};

/**
 * @returns the instant at which `lasts` have gone by outside the quiet hours since `start`, ms. It ends for quiet hours
 * of less than a day.
 */
export function afterWakingTime(
  start: number,
  lasts: number,
  quiet: QuietHours,
  timeZone: string,
  readClock: ReadClock = reachedAt,
): number {
  let at = start;
  let left = lasts;
  for (const night of nightsFrom(start, quiet, timeZone, readClock)) {
    const awake = Math.max(0, night.begins - at);
    if (left <= awake) return at + left;
    left -= awake;
    at = Math.max(at, night.ends);
  }
  return at + left;
}

/** @returns how much of the time from `start` to `end` is outside the quiet hours, ms. */
export function wakingTimeBetween(start: number, end: number, quiet: QuietHours, timeZone: string): number {
  let at = start;
  let awake = 0;
  for (const night of nightsFrom(start, quiet, timeZone, reachedAt)) {
    if (night.begins >= end) break;
    awake += Math.max(0, night.begins - at);
    at = Math.max(at, night.ends);
  }
  return awake + Math.max(0, end - at);
}

/** Yields the quiet hours of each day without end, first those that may have begun on the day before `start`. */
function* nightsFrom(
  start: number,
  quiet: QuietHours,
  timeZone: string,
  readClock: ReadClock,
): Generator<{ begins: number; ends: number }> {
  const today = Math.floor(localTime(start, timeZone) / DAY_MS) * DAY_MS;
  for (let day = today - DAY_MS; ; day += DAY_MS) {
    const begins = day + timeOfDay(quiet.from);
    const ends = begins + quietTimeOf(quiet);
    yield { begins: readClock(begins, timeZone).first, ends: readClock(ends, timeZone).forGood };
  }
}

/** @returns the time since midnight, ms. */
function timeOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE_MS;
}
