/**
 * Writes CSV (RFC 4180) with every text in quotes. `harmless` changes text that people wrote, so that no
 * spreadsheet runs it as a formula. Other texts are written as they are, so that an id can be copied from the
 * file and looked up.
 */

export type Cell = string | number | undefined;

/** @returns one record with its line break. Undefined becomes an empty cell. */
export function csvRecord(cells: Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell ?? '');
}

/**
 * Matches where a spreadsheet may detect a formula: at the start of a cell, after white space and quotes. In
 * many countries spreadsheets split CSV files at semicolons, and an import dialog offers other separators and
 * quotes. Quotes do not protect a text then, so a cell may begin after each of these separators.
 */
const FORMULA = /(^|[,;|\t\r\n\0])([\s"']*)(?=[=+\-@＝＋－＠])/g;

/** Puts an apostrophe before each possible formula in a text (OWASP, CSV injection). */
export function harmless(text: string | undefined): string | undefined {
  return text?.replaceAll(FORMULA, "$1$2'");
}
