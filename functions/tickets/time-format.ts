/** How mails and tickets state an instant: with the weekday and the short name of the time zone. */

const FORM = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const;

/** Formats by locale and time zone. To make one takes longer than to use it twenty times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * `timeZone`: its IANA name.
 * @throws RangeError for an unknown locale or time zone
 */
export function timeFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...FORM, timeZone });
  formats.set(key, format);
  return format;
}
