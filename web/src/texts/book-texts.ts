/** The texts of booking tickets, which are loaded with the screens that ask how many. */
import { de } from './de/book.ts';
import { type BookTexts, en } from './en/book.ts';
import { inLanguage } from './language.ts';

export const bookTexts = inLanguage<BookTexts>({ en, de });
