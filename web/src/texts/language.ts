/**
 * The language of the page: that of the mail whose link was opened, the one that the visitor chose, or else the first that the
 * browser prefers.
 */
import { computed, signal } from '@preact/signals';
import { readStored, writeStored } from '../parts/stored.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';

const LANGUAGES = { en, de };
export type Language = keyof typeof LANGUAGES;
export const LANGUAGE_NAMES = Object.entries(LANGUAGES).map(
  ([code, { languageName }]) => [code as Language, languageName] as const,
);

const STORED = 'boxoffice.language';

const isLanguage = (code: unknown): code is Language => typeof code === 'string' && code in LANGUAGES;

function preferred(): Language {
  const chosen = readStored(STORED);
  const ofLink = new URLSearchParams(location.search).get('language');
  if (isLanguage(ofLink)) {
    // The next screens of somebody who chose none are in it, too, also after a reload.
    if (!isLanguage(chosen)) writeStored(STORED, ofLink);
    return ofLink;
  }
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

export const language = signal<Language>(preferred());

/** @returns the texts in the language of the page. Those of some screens are loaded with these. */
export const inLanguage = <Some>(all: Record<Language, Some>) => computed<Some>(() => all[language.value]);

export const texts = inLanguage<Texts>(LANGUAGES);

/** How dates and numbers are written: as the browser's region does where it speaks the language of the page. */
export const locale = computed<string>(
  () => navigator.languages.find((tag) => tag.split('-')[0] === language.value) ?? language.value,
);

export function chooseLanguage(code: Language): void {
  language.value = code;
  writeStored(STORED, code);
}
