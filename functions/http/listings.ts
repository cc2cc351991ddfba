/** What the listings of users and of an event's bookings take and show. */
import * as z from 'zod';
import { ROLES } from '../domain/user.ts';
import { ID } from './endpoint.ts';
import { pageQuery } from './schemas.ts';

/** These listings go on after the item that the cursor names. */
const cursor = z.string().regex(ID, 'not a cursor').exactOptional();

export const listUsersQuery = pageQuery.extend({ cursor, role: z.enum(ROLES).exactOptional() });
