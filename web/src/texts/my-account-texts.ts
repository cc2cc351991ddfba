/** The texts of the screen of one's account, which are loaded with it. */
import { de } from './de/my-account.ts';
import { en, type MyAccountTexts } from './en/my-account.ts';
import { inLanguage } from './language.ts';

export const myAccountTexts = inLanguage<MyAccountTexts>({ en, de });
