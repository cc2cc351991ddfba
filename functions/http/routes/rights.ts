/** The rights on the table that many routes have. Shared, because every bundle has the table of routes. */
import type { TableRight } from '../route.ts';

/** To identify the caller, and to read single items. */
export const READ: TableRight[] = ['BatchGetItem', 'GetItem'];
export const READ_AND_QUERY: TableRight[] = ['BatchGetItem', 'GetItem', 'Query'];
/** To put single items, too: any item of the table. */
export const READ_AND_PUT: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem'];
export const READ_PUT_QUERY: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem', 'Query'];
export const READ_PUT_UPDATE: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'];
