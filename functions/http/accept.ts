/**
 * Parses the headers by which a client says what it accepts: media types, codings and languages (RFC 9110 §12.5.1,
 * §12.5.3, §12.5.4).
 */
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../domain/model/booking.ts';

const JSON_TYPE = 'application/json';
/** A client that accepts only problems can read JSON. */
const PROBLEM_TYPE = 'application/problem+json';

/** Whether the client prefers CSV to JSON. A client without a preference gets JSON. */
export function prefersCsv(accept: string | undefined): boolean {
  return preferredType(accept, [JSON_TYPE, 'text/csv']) === 'text/csv';
}

/** @returns the media type that the client prefers; of several that it likes alike, the first that is offered. */
export function preferredType<Type extends string>(
  accept: string | undefined,
  offers: readonly [Type, ...Type[]],
): Type {
  const ranges = parseRanges(accept);
  return offers.reduce((best, other) => (qualityOf(other, ranges) > qualityOf(best, ranges) ? other : best));
}

/**
 * Whether the header allows at least one of these media types. An empty list, of a route without content, is
 * always accepted.
 */
export function accepts(accept: string | undefined, mediaTypes: readonly string[]): boolean {
  if (accept === undefined || mediaTypes.length === 0) return true;
  const ranges = parseRanges(accept);
  const offered = mediaTypes.includes(JSON_TYPE) ? [...mediaTypes, PROBLEM_TYPE] : mediaTypes;
  return offered.some((mediaType) => qualityOf(mediaType, ranges) > 0);
}

/** Whether the client accepts a body in this coding, such as `gzip`. */
export function acceptsCoding(coding: string, acceptEncoding = ''): boolean {
  const codings = new Map(weighted(acceptEncoding));
  return (codings.get(coding) ?? codings.get('*') ?? 0) > 0;
}

/**
 * The language that the client prefers among those of notices, or undefined if it names none of them. A subtag
 * such as that of `de-AT` does not matter (RFC 4647 §3.4).
 */
export function preferredLanguage(acceptLanguage = ''): Language | undefined {
  const ranked = weighted(acceptLanguage).filter(([, quality]) => quality > 0);
  const names = ranked.toSorted(([, one], [, other]) => other - one).map(([range]) => range.split('-')[0]);
  return LANGUAGES.find((language) => language === names.find((name) => isLanguage(name)));
}

/** The language in which somebody is written to: the one that they prefer among those of notices, or the usual one. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return preferredLanguage(acceptLanguage) ?? DEFAULT_LANGUAGE;
}

const isLanguage = (name: string | undefined) => LANGUAGES.some((language) => language === name);

/** @returns media ranges with their quality. A header without any allows everything. */
function parseRanges(accept = ''): Map<string, number> {
  // Old Java clients send `*` instead of `*/*`.
  const named = weighted(accept).map(([name, quality]) => [name === '*' ? '*/*' : name, quality] as const);
  const ranges = new Map(named.filter(([range]) => range.includes('/')));
  return ranges.size === 0 ? new Map([['*/*', 1]]) : ranges;
}

/** @returns the names that a header lists, in lower case, each with its quality from 0 to 1. */
function weighted(header: string): [name: string, quality: number][] {
  return split(header, ',').map((part) => {
    const [name = '', ...parameters] = split(part, ';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0];
  });
}

/** Splits at a separator, except within quoted strings. */
function split(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isQuoted && character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** The most specific range decides. */
function qualityOf(mediaType: string, ranges: Map<string, number>): number {
  const [type] = mediaType.split('/');
  return ranges.get(mediaType) ?? ranges.get(`${type}/*`) ?? ranges.get('*/*') ?? 0;
}
