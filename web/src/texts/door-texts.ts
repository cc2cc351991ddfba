/** The texts of the door, which are loaded with it. */
import { de } from './de/door.ts';
import { type DoorTexts, en } from './en/door.ts';
import { inLanguage } from './language.ts';

export const doorTexts = inLanguage<DoorTexts>({ en, de });
