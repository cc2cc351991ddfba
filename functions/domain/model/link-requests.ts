/**
 * When the link of a booking is mailed again. Anybody who knows the id of the booking may ask for it, so requests of strangers
 * must not use up those of its customer: there is no number of them, but a pause after each.
 */
import { LINK_REQUEST_PAUSE_MAX_MS, LINK_REQUEST_PAUSE_MS } from './limits.ts';

/**
 * `requests`: when the link was asked for and mailed, ms, ascending.
 * @returns from when on it is mailed again, ms: at most `LINK_REQUEST_PAUSE_MAX_MS` after the last time.
 */
export function linkDueAt(requests: readonly number[]): number {
  const last = requests.at(-1);
  if (last === undefined) return Number.NEGATIVE_INFINITY;
  return last + Math.min(LINK_REQUEST_PAUSE_MS * 2 ** (requests.length - 1), LINK_REQUEST_PAUSE_MAX_MS);
}
