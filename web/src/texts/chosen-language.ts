/**
 * The language of the page: that of the mail whose link was opened, the one that the visitor chose, or else the first that the
 * browser prefers. Requests need it before any text is loaded.
 */
import { computed, signal } from '@preact/signals-core';
import { readStored, writeStored } from '../parts/stored.ts';

const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'boxoffice.language';

const isLanguage = (code: unknown): code is Language => LANGUAGES.some((known) => known === code);

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

/** Of the browser, the preferred one first. */
const tags = signal<readonly string[]>(navigator.languages);

/** How dates and numbers are written: as the browser's region does where it speaks the language of the page. */
export const locale = computed<string>(
  () => tags.value.find((tag) => tag.split('-')[0] === language.value) ?? language.value,
);

/** Writes as a browser does that prefers this language, as in "de-AT": for whoever draws the page for others. */
export function writeFor(tag: string): void {
  tags.value = [tag];
  language.value = LANGUAGES.find((known) => known === tag.split('-')[0]) ?? 'en';
}

export function chooseLanguage(code: Language): void {
  language.value = code;
  writeStored(STORED, code);
}
