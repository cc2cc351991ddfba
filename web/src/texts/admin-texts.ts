/** The texts of the admin's screens, which are loaded with them. */
import { de } from './de/admin.ts';
import { type AdminTexts, en } from './en/admin.ts';
import { inLanguage } from './language.ts';

export const adminTexts = inLanguage<AdminTexts>({ en, de });
