/**
 * Moves the times of an event to another day by the clock at the venue: doors that opened an hour before the start at 20:00
 * open an hour before 20:00 again, also where summer time began or ended in between. Pure rules.
 */
import { instantAt, localTime } from './time-zone.ts';

/** Local times are known for these years. */
const IS_MOVABLE = /^[1-9]\d{3}-/;

/**
 * `from`, `to`: the start as it was and as it is to be. Instants are ISO 8601 UTC strings.
 * @returns a function that moves an instant as far as the start moves by the clock in the time zone. It returns undefined
 *   for an instant whose year is, or would be, outside 1000 to 9999.
 */
export function movedWith(
  from: string,
  to: string,
  timeZone = 'UTC',
): (instant: string) => string | undefined {
  const distance = clockAt(Date.parse(to), timeZone) - clockAt(Date.parse(from), timeZone);
  return (instant) => {
    if (!IS_MOVABLE.test(instant)) return undefined;
    const local = clockAt(Date.parse(instant), timeZone) + distance;
    const moved = new Date(instantAt(local, timeZone)).toISOString();
    return IS_MOVABLE.test(moved) ? moved : undefined;
  };
}

/** `localTime`, with the milliseconds. */
function clockAt(instant: number, timeZone: string): number {
  const wholeSeconds = Math.floor(instant / 1000) * 1000;
  return localTime(wholeSeconds, timeZone) + instant - wholeSeconds;
}
