/** Reads from the keys of a changed item what the sender of notices has to look at. */
import {
  ANNOUNCEMENT_PREFIX,
  CHANGE_PROGRESS,
  LETTER_PREFIX,
  REGISTRATION,
  RESET_REQUEST,
} from '../table/stream-definition.ts';

/** Keys as a stream gives them, with DynamoDB's types. */
type StreamKeys = Record<string, { S?: string | undefined }> | undefined;

/** The booking or the announcement that changed; without either the event. `announcement`: its number. */
export type Changed = { eventId: string; bookingId?: string; announcement?: number };

const PARTITION = /^EVENT#([\w-]{22})(?:#(?:BOOKINGS|NOTICES)#\d+)?$/;
const OF_BOOKING = /^(?:BOOKING|WAKE)#([\w-]{22})$/;

/** @returns undefined for an item of which nobody is told. */
export function changedIn(keys: StreamKeys): Changed | undefined {
  const [, eventId] = PARTITION.exec(keys?.['pk']?.S ?? '') ?? [];
  const sortKey = keys?.['sk']?.S ?? '';
  if (eventId === undefined) return undefined;
  if (sortKey === 'EVENT' || sortKey === CHANGE_PROGRESS) return { eventId };
  if (sortKey.startsWith(ANNOUNCEMENT_PREFIX))
    return { eventId, announcement: Number(sortKey.slice(ANNOUNCEMENT_PREFIX.length)) };
  const [, bookingId] = OF_BOOKING.exec(sortKey) ?? [];
  return bookingId === undefined ? undefined : { eventId, bookingId };
}

const ACCOUNT = /^USER#([\w-]{22})$/;

/** @returns the letter that is to be sent; undefined for another item. */
export function letterIn(keys: StreamKeys): { userId: string; letterId: string } | undefined {
  const [, userId] = ACCOUNT.exec(keys?.['pk']?.S ?? '') ?? [];
  const sortKey = keys?.['sk']?.S ?? '';
  if (userId === undefined || !sortKey.startsWith(LETTER_PREFIX)) return undefined;
  return { userId, letterId: sortKey.slice(LETTER_PREFIX.length) };
}

/** @returns the id of the registration that is to be answered; undefined for another item. */
export function registrationIn(keys: StreamKeys): string | undefined {
  if (keys?.['sk']?.S !== REGISTRATION) return undefined;
  return ACCOUNT.exec(keys['pk']?.S ?? '')?.[1];
}

const ADDRESS = /^EMAIL#([\w-]{43})$/;

/** @returns the digest of the address whose password is to be reset; undefined for another item. */
export function resetRequestIn(keys: StreamKeys): string | undefined {
  if (keys?.['sk']?.S !== RESET_REQUEST) return undefined;
  return ADDRESS.exec(keys['pk']?.S ?? '')?.[1];
}
