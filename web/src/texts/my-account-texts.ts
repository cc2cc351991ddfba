/** The texts of the screen of one's account, which are loaded with it. */
import { computed } from '@preact/signals';
import { de } from './de/my-account.ts';
import { en, type MyAccountTexts } from './en/my-account.ts';
import { type Language, language } from './language.ts';

const TEXTS: Record<Language, MyAccountTexts> = { en, de };

export const myAccountTexts = computed<MyAccountTexts>(() => TEXTS[language.value]);
