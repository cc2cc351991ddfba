/** The texts of the door, which are loaded with it. */
import { computed } from '@preact/signals';
import { type Language, language } from '../language.ts';
import { de } from './de.ts';
import { type DoorTexts, en } from './en.ts';

const TEXTS: Record<Language, DoorTexts> = { en, de };

export const doorTexts = computed<DoorTexts>(() => TEXTS[language.value]);
