/** Zod schemas of the request bodies for single tickets. */
import * as z from 'zod/mini';
import { email, personName } from './fields.ts';

/** Null for both takes the name off. */
export const nameTicketBody = z
  .strictObject({ firstName: z.nullable(personName), lastName: z.nullable(personName) })
  .check(
    z.refine(({ firstName, lastName }) => (firstName === null) === (lastName === null), {
      path: ['lastName'],
      error: 'must be null if firstName is null, and only then',
    }),
  );

/** The new holder. The code is sent to `email`. */
export const transferTicketBody = z.strictObject({ firstName: personName, lastName: personName, email });
