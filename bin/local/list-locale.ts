/** Decides in which locale the answer to `/` has the list of events, as the function of CloudFront does (`lib/index-function.ts`). */
import { LIST_LOCALES, UNDRAWN_PARAMETERS } from '../../web/serving.ts';

/**
 * @param query of the request, without its question mark
 * @returns the first locale that the browser prefers, of those that there are; undefined if the address shows no list of all events
 */
export function listLocale(query: string, acceptLanguage = ''): string | undefined {
  const parameters = new URLSearchParams(query);
  if (UNDRAWN_PARAMETERS.some((name) => parameters.has(name))) return undefined;
  for (const range of acceptLanguage.split(',')) {
    const [tag = ''] = range.trim().toLowerCase().split(';');
    const candidates = [tag, tag.split('-')[0]];
    const found = LIST_LOCALES.find((locale) => locale.toLowerCase() === candidates[0]);
    const locale = found ?? LIST_LOCALES.find((language) => language === candidates[1]);
    if (locale !== undefined) return locale;
  }
  return LIST_LOCALES[0];
}
