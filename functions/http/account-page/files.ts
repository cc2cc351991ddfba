/**
 * Reads the scripts of the page that the links of letters open. In a deployment they are in a folder beside the bundle,
 * elsewhere in this folder. Its style sheet is that of the page of one booking.
 */
import path from 'node:path';
import { pageFiles } from '../page-files.ts';

/** `lib/api.ts` copies them beside the bundle. A browser loads `page.js`, which imports the other scripts. */
export const ACCOUNT_PAGE_FILES = ['page.js', 'texts.js'];

/** @returns undefined if there is no such file. */
export const accountPageFile = pageFiles(ACCOUNT_PAGE_FILES, (name) => path.join(import.meta.dirname, name));
