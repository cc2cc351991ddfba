/** How the operator has persons erased from bookings by itself: so many days after the event. */
import { ERASE_AFTER_MAX_DAYS } from './limits.ts';

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/**
 * Reads a number of days, or `off`, the default. `setting` is its name, for the error.
 * @returns the time in ms, or undefined for `off`
 * @throws Error with a message for the operator
 */
export function readEraseAfter(setting: string, text = 'off'): number | undefined {
  if (text === 'off') return undefined;
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= ERASE_AFTER_MAX_DAYS) return days * MS_PER_DAY;
  throw new Error(
    `${setting} has "${text}", which is not a number of days. Set it to whole days after the event, from 1 to ${ERASE_AFTER_MAX_DAYS}, or to off.`,
  );
}
