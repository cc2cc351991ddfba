/**
 * The quiet hours of an event's waitlist: the hours of the night, at the venue, in which the time of an offer does not
 * run. Pure rules.
 *
 *   from 22:00 to 08:00, an offer of 4 hours that is made at 20:00:
 *
 *   20:00      22:00                     08:00      10:00
 *     |== 2 h ===|- - - quiet hours - - - -|== 2 h ===|
 */
import { instantAt, localTime } from './time-zone.ts';

/** Local times like 22:00. `to` is on the next day if it is not after `from`. */
export type QuietHours = { from: string; to: string };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** @returns how long the quiet hours last by the clock, ms; a whole day if `from` and `to` are the same. */
export function quietTimeOf({ from, to }: QuietHours): number {
  const lasts = timeOfDay(to) - timeOfDay(from);
  return lasts > 0 ? lasts : lasts + DAY_MS;
}

/**
 * @returns the instant at which `lasts` have gone by outside the quiet hours since `start`, ms. It ends for quiet hours
 * of less than a day.
 */
export function afterWakingTime(start: number, lasts: number, quiet: QuietHours, timeZone: string): number {
  let at = start;
  let left = lasts;
  for (const night of nightsFrom(start, quiet, timeZone)) {
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
  for (const night of nightsFrom(start, quiet, timeZone)) {
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
): Generator<{ begins: number; ends: number }> {
  const today = Math.floor(localTime(start, timeZone) / DAY_MS) * DAY_MS;
  for (let day = today - DAY_MS; ; day += DAY_MS) {
    const begins = day + timeOfDay(quiet.from);
    const ends = begins + quietTimeOf(quiet);
    yield { begins: instantAt(begins, timeZone), ends: instantAt(ends, timeZone) };
  }
}

/** @returns the time since midnight, ms. */
function timeOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE_MS;
}
