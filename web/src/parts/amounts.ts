/** Amounts of money in the smallest unit of their currency, as the API has them, and as people type them. Pure. */

export type Price = { amount: number; currency: string };

const digits = new Map<string, number>();

/** @returns how many digits a currency has after the point: 2 for EUR, 0 for JPY. */
export function fractionDigits(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 0;
  digits.set(currency, found);
  return found;
}

/** @returns a price as forms keep it, with a point: "25.00". */
export const typedAmount = ({ amount, currency }: Price): string =>
  (amount / 10 ** fractionDigits(currency)).toFixed(fractionDigits(currency));

/** More digits than any price has: numbers that JavaScript keeps exactly have as many. */
const WHOLE_DIGITS_MAX = 12;

/** @returns the amount that was typed as "25", "25.5" or "25.00"; undefined if that is none. */
export function readAmount(typed: string, currency: string): number | undefined {
  const most = fractionDigits(currency);
  const [, whole = '', part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(typed.trim()) ?? [];
  if (whole === '' || whole.length > WHOLE_DIGITS_MAX || part.length > most) return undefined;
  return Number(`${whole}${part.padEnd(most, '0')}`);
}
