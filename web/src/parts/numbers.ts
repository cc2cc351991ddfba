/** Writes numbers as a visitor reads them. */
import { locale } from '../texts/language.ts';

/** As in "12,345". */
export const number = (value: number, options: Intl.NumberFormatOptions = {}): string =>
  new Intl.NumberFormat(locale.value, options).format(value);
