/** The texts of the organizer's screens, which are loaded with them. */
import { de } from './de/organizer.ts';
import { en, type OrganizerTexts } from './en/organizer.ts';
import { inLanguage } from './language.ts';

export const organizerTexts = inLanguage<OrganizerTexts>({ en, de });
