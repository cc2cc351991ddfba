/**
 * The source of the CloudFront function that asks for the list which `/` shows: in which locale, and for none if the address shows
 * another one, as `bin/local/list-locale.ts` decides on one machine. What else the client sent is not passed on, because others get
 * the answer, too.
 */
import { INDEX_PATH, LIST_LOCALES, UNDRAWN_PARAMETERS } from '../web/serving.ts';

/** @returns the source, in the JavaScript of CloudFront's second runtime. */
export function listFunctionSource(): string {
  const known = Object.fromEntries(LIST_LOCALES.map((locale) => [locale.toLowerCase(), locale]));
  return `const LOCALES = ${JSON.stringify(known)};
const UNDRAWN = ${JSON.stringify(UNDRAWN_PARAMETERS)};

function localeOf(header) {
  const ranges = (header ? header.value : '').toLowerCase().split(',');
  for (const range of ranges) {
    const tag = range.split(';')[0].trim();
    const locale = LOCALES[tag] || LOCALES[tag.split('-')[0]];
    if (locale) return locale;
  }
  return '${LIST_LOCALES[0]}';
}

function handler(event) {
  const request = event.request;
  const isDrawn = UNDRAWN.every((name) => !request.querystring[name]);
  request.uri = '${INDEX_PATH}';
  request.querystring = isDrawn ? { locale: { value: localeOf(request.headers['accept-language']) } } : {};
  return request;
}
`;
}
