/** The time zones that the runtime knows, and the instants of their local times. */

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/** Whether this is the IANA name of a time zone. An offset such as +02:00 is not: it ignores summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * What a clock in the time zone shows, as if it were UTC: 14:00 in Berlin in summer is the instant of 14:00 UTC.
 * Whole seconds. `instant` in ms.
 * @throws RangeError for an unknown time zone
 */
export function localTime(instant: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('en', { ...CLOCK, timeZone }).formatToParts(instant);
  const read = (type: string) => Number(shown.find((part) => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

const CLOCK = {
  calendar: 'iso8601',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/**
 * The instant (ms) at which a clock in the time zone shows `local`, which is written as `localTime` returns it. Where
 * the clock is turned forward past `local`, the instant is as much later. Where it shows `local` twice, the instant is
 * one of both.
 */
export function instantAt(local: number, timeZone: string): number {
  const near = local - offsetAt(local, timeZone);
  return local - offsetAt(near, timeZone);
}

/**
 * Instants in ms: the first one at which a clock shows a local time or a later one, and the one from which on it shows no earlier
 * one. They differ where the clock shows the time twice.
 */
export type Reached = { first: number; forGood: number };

/**
 * When a clock in the time zone reaches `local`, which is written as `localTime` returns it, in whole seconds. A time that the
 * clock leaves out is reached when it is turned forward.
 */
export function reachedAt(local: number, timeZone: string): Reached {
  const before = offsetAt(local - DAY_MS, timeZone);
  const after = offsetAt(local + DAY_MS, timeZone);
  if (before === after) return { first: local - before, forGood: local - before };
  const turn = turnBetween(local - DAY_MS, local + DAY_MS, timeZone);
  const [byOldTime, byNewTime] = [local - before, local - after];
  return {
    first: byOldTime < turn ? byOldTime : Math.max(turn, byNewTime),
    forGood: byNewTime > turn ? byNewTime : Math.min(turn, byOldTime),
  };
}

/** @returns the instant of the one turn of the clock after `early` and up to `late`. All are whole seconds, in ms. */
function turnBetween(early: number, late: number, timeZone: string): number {
  const before = offsetAt(early, timeZone);
  let [low, high] = [early, late];
  while (high - low > SECOND_MS) {
    const middle = low + Math.floor((high - low) / 2 / SECOND_MS) * SECOND_MS;
    if (offsetAt(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** How far the local time is ahead of UTC, ms. */
function offsetAt(instant: number, timeZone: string): number {
  const wholeSeconds = Math.floor(instant / SECOND_MS) * SECOND_MS;
  return localTime(wholeSeconds, timeZone) - wholeSeconds;
}
