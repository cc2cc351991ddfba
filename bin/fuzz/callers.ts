/**
 * The callers in whose place the fuzzer sends requests, and which operations each of them may carry out. What is expected
 * follows from the table of routes, so that a new route is expected without an entry here.
 */
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';

/**
 * `nobody` sends no token, `attendee` owns the bookings of an account, `guest` has the manage token of a booking. `door`,
 * `manager` and `owner` are on the staff of the event.
 */
export const CALLERS = ['nobody', 'attendee', 'guest', 'door', 'manager', 'owner', 'admin'] as const;

export type Caller = (typeof CALLERS)[number];

const STAFF_RANKS: Partial<Record<Caller, number>> = { door: 1, manager: 2, owner: 3, admin: 3 };
/** Door staff and managers need an account alone. */
const ACCOUNT_RANKS: Partial<Record<Caller, number>> = {
  guest: 0,
  attendee: 1,
  door: 1,
  manager: 1,
  owner: 2,
  admin: 3,
};
const ROLE_RANKS = { guest: 0, attendee: 1, organizer: 2, admin: 3 } as const;

/** Operations on a booking that its customer alone may carry out. */
const CUSTOMERS_ALONE: DescribedRoute[] = ['accept-offer', 'decline-offer', 'add-tickets'];

/** Whether the caller may carry out the operation on what the fuzzer names for this caller. */
export function mayCall(caller: Caller, name: DescribedRoute): boolean {
  const { path, role, staff, isTokenOptional }: Route = ROUTES[name];
  if (role === undefined || isTokenOptional) return true;
  if (staff !== undefined) return rankOf(STAFF_RANKS, caller) >= rankOf(STAFF_RANKS, staff);
  if (path.includes('{bookingId}')) {
    if (caller === 'attendee' || caller === 'guest') return true;
    return !CUSTOMERS_ALONE.includes(name) && rankOf(STAFF_RANKS, caller) >= rankOf(STAFF_RANKS, 'manager');
  }
  return rankOf(ACCOUNT_RANKS, caller) >= ROLE_RANKS[role];
}

function rankOf(ranks: Partial<Record<Caller, number>>, caller: Caller): number {
  return ranks[caller] ?? -1;
}
