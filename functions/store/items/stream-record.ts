/** Reads from the keys of a changed item which booking it belongs to. */

/** Keys as a stream gives them, with DynamoDB's types. */
type StreamKeys = Record<string, { S?: string | undefined }> | undefined;

const PARTITION = /^EVENT#([\w-]{22})#(?:BOOKINGS|NOTICES)#\d+$/;
const SORT = /^(?:BOOKING|NOTICES)#([\w-]{22})$/;

/** @returns undefined for an item that is neither a booking nor a notice log. */
export function bookingOfRecord(keys: StreamKeys): { eventId: string; bookingId: string } | undefined {
  const [, eventId] = PARTITION.exec(keys?.['pk']?.S ?? '') ?? [];
  const [, bookingId] = SORT.exec(keys?.['sk']?.S ?? '') ?? [];
  return eventId === undefined || bookingId === undefined ? undefined : { eventId, bookingId };
}
