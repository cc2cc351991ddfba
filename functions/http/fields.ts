/** Fields that several bodies have, as zod schemas. */
import * as z from 'zod/mini';
import { BOOKING_LIMIT_TICKETS, REASON_LIMIT_CHARACTERS } from '../domain/limits.ts';

/** Not a least length, which would let spaces through where only the schema is known. */
const isNotBlank = z.regex(/\S/, 'must not be blank');

/** `most` in characters. */
export const notBlank = (most: number) => z.string().check(z.trim(), isNotBlank, z.maxLength(most));

/** At most 64 characters before the @ (RFC 5321); names after it as RFC 1123 has them. */
const EMAIL =
  /^(?=.{1,64}@)(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
export const email = z.email({ pattern: EMAIL }).check(z.maxLength(254));

/** A count of at least one. */
export const atLeastOne = (most: number) => z.int().check(z.gte(1), z.lte(most));

export const ticketsOfBooking = atLeastOne(BOOKING_LIMIT_TICKETS);

/** Why somebody acts on another person's booking. */
export const reason = z.string().check(z.trim(), z.minLength(1), z.maxLength(REASON_LIMIT_CHARACTERS));
