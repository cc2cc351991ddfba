/** The texts of the door, which are loaded with it. */
import { computed } from '@preact/signals';
import { de } from './de/door.ts';
import { type DoorTexts, en } from './en/door.ts';
import { type Language, language } from './language.ts';

const TEXTS: Record<Language, DoorTexts> = { en, de };

export const doorTexts = computed<DoorTexts>(() => TEXTS[language.value]);
