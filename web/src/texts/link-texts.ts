/** The texts of what the links of mails open, which are loaded with it. */
import { de } from './de/links.ts';
import { en, type LinkTexts } from './en/links.ts';
import { inLanguage } from './language.ts';

export const linkTexts = inLanguage<LinkTexts>({ en, de });
