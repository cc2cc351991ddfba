/** What comes in about check-ins, as zod schemas. */
import * as z from 'zod/mini';
import { reason } from './fields.ts';

/**
 * Any text: a text that is not a ticket gets its own refusal, and the bound of the body limits the length. Scanners send
 * a line break or a tab after the code, so white space around it is dropped.
 */
const ticket = z.string().check(z.trim());

export const checkInBody = z.strictObject({ ticket });

export const undoCheckInBody = z.strictObject({ ticket, reason });
