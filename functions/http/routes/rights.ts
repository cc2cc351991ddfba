/** The rights on the table that many routes have. Shared, because every bundle has the table of routes. */
import type { TableRight } from '../route.ts';

/** To identify the caller, and to read and put single items. */
export const READ_AND_PUT: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem'];
export const READ_PUT_QUERY: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem', 'Query'];
export const READ_PUT_UPDATE: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'];
