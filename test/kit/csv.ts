/**
 * Reads CSV strictly, with a third-party parser, so that a test detects errors that a lenient reader
 * tolerates.
 */
import { parse } from 'csv-parse/sync';

/**
 * @returns the cells of each record.
 * @throws on a misplaced quote or line break, or if records differ in their number of columns.
 */
export function parseCsv(text: string): string[][] {
  return parse(text, { bom: true, record_delimiter: '\r\n' });
}
