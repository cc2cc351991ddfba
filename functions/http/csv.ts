/**
 * CSV as RFC 4180 has it, made harmless for spreadsheets: a cell that one of them would run as a formula begins with
 * a single quote (OWASP, CSV injection).
 */

/** A spreadsheet takes what begins with one of these for a formula, or skips it and looks at what follows. */
const BEFORE_FORMULAS = new Set('=+-@\t\r\n\0＝＋－＠');
const NEEDS_QUOTES = /[",\r\n]/;

export type Cell = string | number | undefined;

/** One record with its line break. Undefined is an empty cell. */
export function csvRecord(cells: Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  const text = String(cell ?? '');
  const harmless = BEFORE_FORMULAS.has(text.charAt(0)) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
