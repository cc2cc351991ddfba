/** The texts of the admin's screens, which are loaded with them. */
import { computed } from '@preact/signals';
import { de } from './de/admin.ts';
import { type AdminTexts, en } from './en/admin.ts';
import { type Language, language } from './language.ts';

const TEXTS: Record<Language, AdminTexts> = { en, de };

export const adminTexts = computed<AdminTexts>(() => TEXTS[language.value]);
