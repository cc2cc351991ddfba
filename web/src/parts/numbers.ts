/** Writes numbers as a visitor reads them. */
import { language } from '../texts/language.ts';

/** As in "12,345". */
export const number = (value: number, options: Intl.NumberFormatOptions = {}): string =>
  new Intl.NumberFormat(language.value, options).format(value);
