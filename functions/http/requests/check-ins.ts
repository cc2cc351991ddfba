/** Zod schemas of the request bodies for check-ins. */
import * as z from 'zod/mini';
import type { ScanTarget } from '../../domain/door/scan-ticket.ts';
import { CHECK_IN_BATCH_SCANS, DEVICE_LIMIT_CHARACTERS } from '../../domain/model/limits.ts';
import { bookingId, line, reason, ticketNumbers } from './fields.ts';
import { instant } from './times.ts';

/**
 * Any text: a text that is not a ticket is answered `ticket-invalid`, and the size limit of the body bounds
 * its length. Scanners send a line break or a tab after the code, so white space at its ends is removed.
 */
const ticket = z.string().check(z.trim());

/** What is scanned: the code of a ticket, or tickets of a booking, by default all of them. */
const target = {
  ticket: z.exactOptional(ticket),
  bookingId: z.exactOptional(bookingId),
  tickets: z.exactOptional(ticketNumbers),
};

type Target = { ticket?: string; bookingId?: string; tickets?: number[] };

const namesOneTarget = z.refine<Target>(
  ({ ticket, bookingId }) => (ticket === undefined) !== (bookingId === undefined),
  { path: ['ticket'], error: 'must be there, unless there is a bookingId' },
);
const namesTicketsOfBooking = z.refine<Target>(
  ({ bookingId, tickets }) => tickets === undefined || bookingId !== undefined,
  { path: ['tickets'], error: 'must not be there without a bookingId' },
);

export const checkInBody = z.strictObject(target).check(namesOneTarget, namesTicketsOfBooking);

export const undoCheckInBody = z
  .strictObject({ ...target, reason })
  .check(namesOneTarget, namesTicketsOfBooking);

export const checkInBatchBody = z.strictObject({
  scans: z
    .array(z.strictObject({ ticket, scannedAt: instant }))
    .check(z.minLength(1), z.maxLength(CHECK_IN_BATCH_SCANS)),
  device: z.exactOptional(line(DEVICE_LIMIT_CHARACTERS)),
});

/** @returns the target of a valid body. */
export function targetIn({ ticket = '', bookingId, tickets }: Target): ScanTarget {
  if (bookingId === undefined) return { code: ticket };
  return { bookingId, ...(tickets && { tickets }) };
}
