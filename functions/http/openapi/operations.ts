/**
 * Joins the descriptions of all routes; the compiler checks that none is missing. Derives from them the types
 * of the answers that a handler may give.
 */
import type * as z from 'zod';
import type { ROUTES, RouteName } from '../routes.ts';
import { ACCOUNTS } from './accounts.ts';
import { ANNOUNCEMENTS } from './announcements.ts';
import { BOOKINGS } from './bookings.ts';
import { EVENTS } from './events.ts';
import type { DescribedRoute, OperationOf } from './operation.ts';
import { RUNNING } from './running.ts';
import { SERVICE } from './service.ts';
import { STAFF } from './staff.ts';
import { TICKETS } from './tickets.ts';
import { WEBHOOKS } from './webhooks.ts';

/** Routes in the order of the documentation, in which their examples can also be sent. */
export const OPERATIONS = {
  ...ACCOUNTS,
  ...EVENTS,
  ...BOOKINGS,
  ...TICKETS,
  ...ANNOUNCEMENTS,
  ...STAFF,
  ...RUNNING,
  ...WEBHOOKS,
  ...SERVICE,
} satisfies { [Name in DescribedRoute]: OperationOf<Name> };

/** The sections of the documentation, with their routes. */
export const TOPICS = [
  { name: 'Accounts', operations: ACCOUNTS },
  { name: 'Events', operations: EVENTS },
  { name: 'Bookings', operations: BOOKINGS },
  { name: 'Tickets', operations: TICKETS },
  { name: 'Announcements', operations: ANNOUNCEMENTS },
  { name: 'Staff', operations: STAFF },
  { name: 'Running an event', operations: RUNNING },
  { name: 'Webhooks', operations: WEBHOOKS },
  { name: 'Service', operations: SERVICE },
];

export type AnswersOf<Name extends DescribedRoute> = (typeof OPERATIONS)[Name]['answers'];

type StatusPart<Name extends DescribedRoute, Status> = Status extends (typeof ROUTES)[Name]['status']
  ? { status?: Status }
  : { status: Status };

/** An answer with an ETag is a file, or is rendered once and sent as text, even if its content is JSON. */
type BodyPart<Description> = Description extends { etag: true }
  ? (Description extends { file: readonly string[] } ? { file: Buffer } : { text: string }) & {
      headers: { etag: string; 'content-type': string };
    }
  : ChangingBodyPart<Description>;

type ChangingBodyPart<Description> =
  | (Description extends { json: infer Schema extends z.ZodType } ? { body: z.output<Schema> } : never)
  | (Description extends { text: string } ? { text: string; headers: { 'content-type': string } } : never)
  | (Description extends { file: readonly string[] }
      ? { file: Buffer; headers: { 'content-type': string } }
      : never)
  | (Description extends { json: z.ZodType } | { text: string } | { file: readonly string[] }
      ? never
      : { body?: never });

type LocationPart<Description> = Description extends { location: true }
  ? { headers: { location: string } }
  : object;

/** The answers that the handler of a route may give. The ordinary status of the route may be left out. */
export type AnswerOf<Name extends RouteName> = Name extends DescribedRoute
  ? {
      [Status in keyof AnswersOf<Name>]: StatusPart<Name, Status> &
        BodyPart<AnswersOf<Name>[Status]> &
        LocationPart<AnswersOf<Name>[Status]>;
    }[keyof AnswersOf<Name>]
  : { body?: never; headers: { allow: string } };
