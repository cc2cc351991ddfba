/** The texts of logging in and of new accounts, which are loaded with their screens. */
import { de } from './de/account.ts';
import { type AccountTexts, en } from './en/account.ts';
import { inLanguage } from './language.ts';

export const accountTexts = inLanguage<AccountTexts>({ en, de });
