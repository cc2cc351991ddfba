/**
 * Reads the style sheet and the scripts of the page of one booking. In a deployment they are in a folder beside the
 * bundle, elsewhere in this folder.
 */
import path from 'node:path';
import { pageFiles } from '../page-files.ts';

/** `lib/api.ts` copies them beside the bundle. A browser loads `page.js`, which imports the other scripts. */
export const BOOKING_PAGE_FILES = [
  'page.css',
  'page.js',
  'actions.js',
  'announcements.js',
  'elements.js',
  'link.js',
  'places.js',
  'question.js',
  'service.js',
  'state.js',
  'texts.js',
  'tickets.js',
  'times.js',
  'updates.js',
];

/** @returns undefined if there is no such file. */
export const bookingPageFile = pageFiles(BOOKING_PAGE_FILES, (name) => path.join(import.meta.dirname, name));
