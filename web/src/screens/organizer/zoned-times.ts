/** Times as a form has them, `2030-01-31T20:00` by the clock of a time zone, and the instants that they mean. */

const MINUTE_MS = 60_000;

/** @returns what the clock of the zone shows, as if it were UTC, in ms. */
function clockAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
}

/** @returns the instant in UTC; undefined for an empty or unfinished time. A time that the clock skips is moved on. */
export function toInstant(local: string, timeZone: string): string | undefined {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return undefined;
  // The second look counts where the offset changes between the guess and the instant.
  let instant = wanted;
  for (let looks = 0; looks < 2; looks += 1) instant += wanted - clockAt(instant, timeZone);
  return new Date(instant).toISOString();
}

/** @returns the time by the clock of the zone, in whole minutes; empty for no instant. */
export function toLocal(instant: string | undefined, timeZone: string): string {
  if (instant === undefined) return '';
  const clock = clockAt(Date.parse(instant), timeZone);
  return new Date(Math.floor(clock / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 16);
}
