/** Writes instants as a visitor reads them: in the time zone of the event, which is named where it is not the browser's. */
import { locale } from '../texts/chosen-language.ts';

/** The time zone of the browser, as in "Europe/London". */
export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone in which the visitor is; undefined where the page is drawn for whoever may open it. */
let here: string | undefined = HERE;

/** Writes instants for visitors whose zone is not known: without a zone of the event in UTC, which is named. */
export function writeForAnyZone(): void {
  here = undefined;
}

type Zone = { timeZone?: string | undefined };

/** To make one takes a slow phone a millisecond, and a list writes dozens of times in the same way. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, made);
  return made;
}

/** @returns the zone; the browser's if there is none, or one that the browser does not know. */
function known({ timeZone }: Zone): string {
  const usual = here ?? 'UTC';
  if (timeZone === undefined) return usual;
  try {
    formatOf('en', { timeZone });
    return timeZone;
  } catch {
    return usual;
  }
}

function format(instant: string, zone: Zone, options: Intl.DateTimeFormatOptions): string {
  const timeZone = known(zone);
  const isElsewhere = timeZone !== (here ?? zone.timeZone);
  const named = isElsewhere && options.hour !== undefined ? { timeZoneName: 'short' as const } : {};
  return formatOf(locale.value, { ...options, timeZone, ...named }).format(new Date(instant));
}

const TO_THE_MINUTE = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
} as const;

/** As in "Sat, 5 Dec 2026, 20:00". */
export const dateTime = (instant: string, zone: Zone = {}): string => format(instant, zone, TO_THE_MINUTE);

/** @returns the instant by the clock of the browser; undefined if the clocks in the zone show the same. */
export function ownTime(instant: string, zone: Zone): string | undefined {
  const clock = (timeZone: string) =>
    new Intl.DateTimeFormat('en', { ...DAY, hour: 'numeric', minute: 'numeric', timeZone }).format(
      new Date(instant),
    );
  return clock(known(zone)) === clock(HERE) ? undefined : dateTime(instant);
}

export const day = (instant: string, zone: Zone = {}): string => format(instant, zone, { day: 'numeric' });
export const month = (instant: string, zone: Zone = {}): string => format(instant, zone, { month: 'short' });

/** As in "Sat, 5 Dec 2026, 20:00:07". */
export const exactTime = (instant: string): string =>
  format(instant, {}, { ...TO_THE_MINUTE, second: '2-digit' });

const DAY = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;

/** As in "20:14"; with the date if it is not of today. */
export function clockTime(instant: string, zone: Zone = {}): string {
  const isToday = format(instant, zone, DAY) === format(new Date().toISOString(), zone, DAY);
  return isToday ? format(instant, zone, { hour: '2-digit', minute: '2-digit' }) : dateTime(instant, zone);
}
