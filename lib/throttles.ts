/**
 * How many requests the gateway admits to each route, so that a flood of one leaves the others what they need. The rate
 * limits of clients (`RATE_LIMITS`) come after these, in the functions.
 */
import { methodsOf, ROUTES, type Route, type RouteName } from '../functions/http/routes.ts';

/** Requests a second on average, and at once. */
export type Throttle = { rateLimit: number; burstLimit: number };

/**
 * Of each route of a sale: half of an account's quota in most regions, so that the other half is left to the other routes
 * and to other APIs.
 */
export const SALE_THROTTLE: Throttle = { rateLimit: 5_000, burstLimit: 2_500 };
/** Of each other route: a tenth of that. */
export const OTHER_THROTTLE: Throttle = { rateLimit: 500, burstLimit: 250 };
/** Of each route that may cost hundreds of units, or a second of a function. People of an organizer call them by hand. */
export const COSTLY_THROTTLE: Throttle = { rateLimit: 50, burstLimit: 50 };

/** The routes that everybody calls while a sale opens, or while they wait. */
const OF_SALES: ReadonlySet<RouteName> = new Set([
  'book-tickets',
  'list-events',
  'read-index',
  'read-booking',
  'read-event',
  'read-line',
]);

const COSTLY: ReadonlySet<RouteName> = new Set([
  'audit-event',
  'cancel-event',
  'change-event',
  'check-in-batch',
  'close-account',
  'copy-event',
  'create-event',
  'erase-booking',
  'export-me',
  'list-bookings',
  'list-webhook-deliveries',
  'preview-announcement',
  'publish-event',
  'read-arrivals',
  'undo-check-in',
]);

export function throttleOf(name: RouteName): Throttle {
  if (OF_SALES.has(name)) return SALE_THROTTLE;
  return COSTLY.has(name) ? COSTLY_THROTTLE : OTHER_THROTTLE;
}

/** @returns the settings of the gateway's stage: one for each route key, HEAD with that of its GET. */
export function routeSettings(): Record<string, object> {
  const settings = (Object.entries(ROUTES) as [RouteName, Route][]).flatMap(([name, route]) => {
    const { rateLimit, burstLimit } = throttleOf(name);
    const throttling = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
    const keys =
      route.path === '$default' ? [route.path] : methodsOf(route).map((method) => `${method} ${route.path}`);
    return keys.map((key): [string, object] => [key, throttling]);
  });
  return Object.fromEntries(settings);
}
