/** Zod schemas of times. They are apart from `fields.ts`, which is part of the bundle that books tickets. */
import * as z from 'zod/mini';
import { isTimeZone } from '../../domain/model/time-zone.ts';
import { orElse } from './fields.ts';

/** Instants are compared as text, so only years of four digits are allowed. */
export const instant = z
  .pipe(
    z.iso.datetime({
      offset: true,
      error: 'must be an instant like 2030-06-01T20:00:00Z or 2030-06-01T22:00:00+02:00',
    }),
    z.transform((text: string) => new Date(text).toISOString()),
  )
  .check(z.refine((text) => /^\d{4}-/.test(text), 'the year must be between 0000 and 9999'));

/** A time of day like 22:00. */
export const timeOfDay = z
  .string()
  .check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 22:00'));

const NOT_A_TIME_ZONE = 'must be the IANA name of a time zone, like Europe/Berlin';
const TIME_ZONE_LIMIT_CHARACTERS = 64;

/** The IANA name of a time zone. */
export const timeZone = z
  .string()
  .check(
    z.maxLength(TIME_ZONE_LIMIT_CHARACTERS, { abort: true }),
    z.refine(isTimeZone, orElse(NOT_A_TIME_ZONE)),
  );
