/**
 * What a request of each route may cost at most, in its worst case: a cold function, the longest list, the largest event.
 * `calls`: to DynamoDB. `read` and `write`: capacity units. A transaction or a write whose condition fails reports no units.
 */
import type { RouteName } from '../../functions/http/routes.ts';
import type { RouteRequest } from './cold-process.ts';
import { BOUNDS_OF_ACCOUNTS } from './route-bounds-of-accounts.ts';
import { BOUNDS_OF_BOOKINGS } from './route-bounds-of-bookings.ts';
import { BOUNDS_OF_EVENTS } from './route-bounds-of-events.ts';
import type { World } from './worst-cases.ts';

export type Units = { calls: number; read: number; write: number };

/** `worst`: the case. `laterMs`: after the world was made. `status`: of the answer, if it is not the ordinary one of the route. */
export type RouteBound = Units & {
  worst?: string;
  laterMs?: number;
  request: (world: World) => RouteRequest | Promise<RouteRequest>;
  status?: number;
};

export type Bounds = { [Name in RouteName]?: RouteBound };

export const ROUTE_BOUNDS: Bounds = { ...BOUNDS_OF_ACCOUNTS, ...BOUNDS_OF_EVENTS, ...BOUNDS_OF_BOOKINGS };
