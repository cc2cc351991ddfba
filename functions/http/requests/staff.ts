/** Zod schemas of the request bodies for the staff of an event. */
import * as z from 'zod/mini';
import { ID } from '../../domain/model/id.ts';
import { STAFF_ROLES } from '../../domain/model/staff.ts';
import { email } from './fields.ts';

export const appointMemberBody = z.strictObject({ email, role: z.enum(STAFF_ROLES) });

export const handOverBody = z.strictObject({
  userId: z.string().check(z.regex(ID, 'must be the id of an account')),
});
