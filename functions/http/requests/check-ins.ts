/** Zod schemas of the request bodies for check-ins. */
import * as z from 'zod/mini';
import { reason } from './fields.ts';

/**
 * Any text: a text that is not a ticket is answered `ticket-invalid`, and the size limit of the body bounds
 * its length. Scanners send a line break or a tab after the code, so white space at its ends is removed.
 */
const ticket = z.string().check(z.trim());

export const checkInBody = z.strictObject({ ticket });

export const undoCheckInBody = z.strictObject({ ticket, reason });
