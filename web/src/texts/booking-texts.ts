/** The texts of the screen of one booking, which are loaded with it. */
import { de } from './de/booking.ts';
import { type BookingTexts, en } from './en/booking.ts';
import { inLanguage } from './language.ts';

export const bookingTexts = inLanguage<BookingTexts>({ en, de });
