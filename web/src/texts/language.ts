/** The texts of the page in its language: those that every screen may need. */
import { computed } from '@preact/signals';
import { type Language, language } from './chosen-language.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';

const LANGUAGES: Record<Language, Texts> = { en, de };
export const LANGUAGE_NAMES = Object.entries(LANGUAGES).map(
  ([code, { languageName }]) => [code as Language, languageName] as const,
);

/** @returns the texts in the language of the page. Those of some screens are loaded with these. */
export const inLanguage = <Some>(all: Record<Language, Some>) => computed<Some>(() => all[language.value]);

export const texts = inLanguage<Texts>(LANGUAGES);
