/**
 * The items that the function of a route may change although it may change no others, by their partition keys. It knows no
 * constructs, so that tests which run the functions can ask it, too.
 */
import type { Route, TableRight } from '../functions/http/routes.ts';
import {
  BUCKET_PREFIX,
  EMAIL_PREFIX,
  marksPartition,
  SUMMARY_PREFIX,
  TRAIL_PREFIX,
  USER_PREFIX,
} from '../functions/store/table/definition.ts';

/**
 * `admitsPeople` is for a function that may not put any item, where another issuer keeps the accounts: the request of a person
 * makes or changes theirs.
 */
export type OwnItems = Pick<Route, 'limits' | 'summarizes' | 'marksWaitlists' | 'notesReads'> & {
  admitsPeople?: true;
};

/** `keys`: patterns of partition keys, in which `*` is for any characters. */
export type OwnRight = { right: TableRight; keys: string[] };

const startingWith = (prefix: string): string => `${prefix}*`;

/** @returns the rights to change such items, each with one or more patterns. */
export function ownRights(items: OwnItems): OwnRight[] {
  const { limits, summarizes, marksWaitlists, notesReads, admitsPeople } = items;
  const updated = [...(limits ? [BUCKET_PREFIX] : []), ...(summarizes ? [SUMMARY_PREFIX] : [])];
  const put = [
    ...(notesReads || admitsPeople ? [TRAIL_PREFIX] : []),
    ...(admitsPeople ? [USER_PREFIX, EMAIL_PREFIX] : []),
  ];
  const rights: OwnRight[] = [
    { right: 'UpdateItem', keys: updated.map(startingWith) },
    { right: 'PutItem', keys: [...(marksWaitlists ? [marksPartition('*')] : []), ...put.map(startingWith)] },
  ];
  return rights.filter(({ keys }) => keys.length > 0);
}

/**
 * Where another issuer keeps the accounts, the first request of a person makes theirs, and a later one may change its role, with
 * an entry in the trail, or give it an address.
 */
export function withIssuer(route: Route): Route & OwnItems {
  if (route.role === undefined) return route;
  const table = [...new Set<TableRight>([...route.table, 'GetItem'])];
  return { ...route, table, ...(!table.includes('PutItem') && { admitsPeople: true }) };
}
