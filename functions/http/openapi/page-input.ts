/** What every list takes. */
import { pageQuery } from '../listings.ts';
import { input } from './operation.ts';

export const PAGE_INPUT = input(
  pageQuery,
  { limit: 2 },
  { limit: 'Items on a page.', cursor: 'The `nextCursor` of the page before; without it the first page.' },
);
