/** What comes in about check-ins, as zod schemas. */
import * as z from 'zod/mini';
import { reason } from './fields.ts';

/**
 * Any text: what is no ticket is told so, and the bound of the body is bound enough. Scanners send a line break or a
 * tab after what they read.
 */
const ticket = z.string().check(z.trim());

export const checkInBody = z.strictObject({ ticket });

export const undoCheckInBody = z.strictObject({ ticket, reason });
