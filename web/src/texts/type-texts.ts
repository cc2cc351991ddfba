/** The texts of ticket types, which are loaded with the screens that show some. */
import { de } from './de/types.ts';
import { en, type TypeTexts } from './en/types.ts';
import { inLanguage } from './language.ts';

export const typeTexts = inLanguage<TypeTexts>({ en, de });
