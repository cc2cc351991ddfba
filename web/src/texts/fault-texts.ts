/** What can be wrong with a field, which is loaded with the screens that have forms. */
import { de } from './de/faults.ts';
import { en, type FaultTexts } from './en/faults.ts';
import { inLanguage } from './language.ts';

export const faultTexts = inLanguage<FaultTexts>({ en, de });
