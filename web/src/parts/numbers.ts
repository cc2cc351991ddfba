/** Writes numbers as a visitor reads them. */
import { locale } from '../texts/chosen-language.ts';

/** To make one takes so long that a list of many rows is slow with one for each. */
const formatters = new Map<string, Intl.NumberFormat>();

/** As in "12,345". */
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${locale.value} ${JSON.stringify(options)}`;
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(locale.value, options);
  formatters.set(key, formatter);
  return formatter.format(value);
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** As in "15 minutes": a length of time in the largest unit of which it is a whole number. */
export function timeSpan(seconds: number): string {
  const [unit, length] = SPANS.find(([, one]) => seconds % one === 0) ?? ['second', 1];
  return number(seconds / length, { style: 'unit', unit, unitDisplay: 'long' });
}
