/** Writes instants and durations for people. */

const DAY = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
};
const SECONDS_PER_DAY = 24 * 60 * 60;

const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of an event; the visitor's if the event has none, or one that this browser does not know. */
function zoneOf({ timeZone }) {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone ?? ownZone();
  } catch {
    return ownZone();
  }
}

/** @returns the name of the zone at this instant, as in `Central European Summer Time`. */
function zoneName(locale, timeZone, instant) {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'long' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** @returns an instant in the time zone of the event, with the zone's name. */
export function instantText(event, instant, locale) {
  return periodText(zoneOf(event), [instant], locale);
}

/**
 * @returns when an event takes place, in its time zone, and once more in the visitor's zone if the clocks there differ.
 */
export function whenTexts(event, locale) {
  const { startsAt, endsAt } = event;
  const instants = [startsAt, endsAt].filter((instant) => instant !== undefined);
  const [there, here] = [zoneOf(event), ownZone()];
  const start = new Date(startsAt);
  const clock = (timeZone) => new Intl.DateTimeFormat('en', { ...DAY, timeZone }).format(start);
  const zones = clock(there) === clock(here) ? [there] : [there, here];
  return zones.map((zone) => periodText(zone, instants, locale));
}

function periodText(timeZone, instants, locale) {
  const format = new Intl.DateTimeFormat(locale, { ...DAY, timeZone });
  const [start, end] = instants.map((instant) => new Date(instant));
  const period = end === undefined ? format.format(start) : format.formatRange(start, end);
  return `${period} (${zoneName(locale, timeZone, start)})`;
}

/** @returns a duration as `4:09`, `2:04:09` or, from a day on, `1 day 2:04:09`. `days` writes a number of days. */
export function durationText(ms, days) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (number) => String(number).padStart(2, '0');
  const [day, rest] = [Math.floor(seconds / SECONDS_PER_DAY), seconds % SECONDS_PER_DAY];
  const [hour, minute, second] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60];
  if (day > 0) return `${days(day)} ${hour}:${two(minute)}:${two(second)}`;
  if (hour > 0) return `${hour}:${two(minute)}:${two(second)}`;
  return `${minute}:${two(second)}`;
}
