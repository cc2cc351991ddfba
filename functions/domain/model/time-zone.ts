/** The time zones that the runtime knows, and the instants of their local times. */

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

/** How far the local time is ahead of UTC, ms. */
function offsetAt(instant: number, timeZone: string): number {
  const wholeSeconds = Math.floor(instant / 1000) * 1000;
  return localTime(wholeSeconds, timeZone) - wholeSeconds;
}
