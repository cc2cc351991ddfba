/**
 * CSV as RFC 4180 has it, every text in quotes. What people wrote is made harmless for spreadsheets by `harmless`,
 * which changes it; nothing else is changed, so that ids can be copied out of the file and found again.
 */

export type Cell = string | number | undefined;

/** One record with its line break. Undefined is an empty cell. */
export function csvRecord(cells: Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell ?? '');
}

/**
 * Where a spreadsheet may begin a formula: at the start of a cell, past the white space and quotes that it skips. In
 * many countries a spreadsheet takes semicolons or tabs for separators when it opens a file, and whoever imports one
 * may choose others and other quotes. So a cell may begin after any of these, inside quotes as well.
 */
const FORMULA = /(^|[,;|\t\r\n\0])([\s"']*)(?=[=+\-@＝＋－＠])/g;

/** The text with an apostrophe before whatever a spreadsheet could run as a formula (OWASP, CSV injection). */
export function harmless(text: string | undefined): string | undefined {
  return text?.replaceAll(FORMULA, "$1$2'");
}
