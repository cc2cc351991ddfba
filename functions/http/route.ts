/** The type of a route: what the table of routes says of each. */
import type { RateLimitName } from '../domain/model/limits.ts';
import type { EventRole } from '../domain/model/staff.ts';
import type { Role } from '../domain/model/user.ts';

/**
 * The actions that a function may perform on the table. A transaction needs the rights of its single actions.
 */
export type TableRight =
  | 'BatchGetItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

export type MediaType =
  | 'application/json'
  | 'application/pdf'
  | 'application/vnd.apple.pkpass'
  | 'image/png'
  | 'image/svg+xml'
  | 'text/calendar'
  | 'text/css'
  | 'text/csv'
  | 'text/event-stream'
  | 'text/html'
  | 'text/javascript';

export type Method = 'ANY' | 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST';

export type Route = {
  method: Exclude<Method, 'HEAD'>;
  /**
   * With `{parameter}` segments as in API Gateway. `$default` matches requests that no other route matches.
   */
  path: string;
  /** The lowest role that may call it; `guest` is the holder of a booking's token. Undefined: anyone. */
  role?: Role | 'guest';
  /**
   * The lowest role on the staff of the event that may call it. The handler checks it, by the event as it is now, and
   * answers everybody who is not on the staff 404.
   */
  staff?: EventRole;
  /** A caller without a token is a guest who has no booking yet. */
  isTokenOptional?: true;
  /** The status of the ordinary answer. */
  status: 200 | 201 | 202 | 204;
  /** The media types of its answer, by default JSON. A route that answers 204 has none. */
  offers?: readonly MediaType[];
  /** How long shared caches may store the answer to a request without a token. */
  publicSeconds?: number;
  table: TableRight[];
  /** The names of the indexes that it queries. */
  indexes?: string[];
  sendsToQueue?: true;
  /** It stores summaries of the availability of events. */
  summarizes?: true;
  /** It stores the marks of waitlists. */
  marksWaitlists?: true;
  /** It notes in the trail of security events that something was read. */
  notesReads?: true;
  /** The rate limits by which its requests are counted before anything is read or written. */
  limits?: readonly RateLimitName[];
};
