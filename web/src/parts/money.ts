/** Writes prices as a visitor reads them. */
import { fractionDigits, type Price } from './amounts.ts';
import { number } from './numbers.ts';

/** As in "€25.00" or "25,00 €". */
export const money = ({ amount, currency }: Price): string =>
  number(amount / 10 ** fractionDigits(currency), { style: 'currency', currency });

/** @returns the sign between the whole and its parts, as in "25,00". */
export const decimalSign = (): string => number(1.5).replaceAll(/\d/g, '');
