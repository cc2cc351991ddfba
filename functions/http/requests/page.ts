/** Zod schemas of the parameters of the first document of the page. */
import * as z from 'zod/mini';
import { LANGUAGES } from '../../domain/model/booking.ts';

const LOCALE = new RegExp(`^(${LANGUAGES.join('|')})(-[A-Z]{2})?$`);

export const indexQuery = z.strictObject({
  locale: z.exactOptional(
    z
      .string()
      .check(z.regex(LOCALE, { error: `must be one of ${LANGUAGES.join(', ')}, or with a region: en-GB` })),
  ),
});
