/**
 * Texts that people wrote, as parts of a mail. All of them are hostile input: HTML is escaped by the builder, characters
 * that break lines or change the direction of text are removed, and only addresses of pages become links.
 */
import { type Html, html } from '../html.ts';

/** Replaces line breaks and other control characters, and characters that change the direction of text. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

/** @returns the lines of each paragraph. An empty line separates paragraphs. */
function paragraphsOf(text: string): string[][] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(oneLine);
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    if (line !== '') paragraphs.at(-1)?.push(line);
    else if (paragraphs.at(-1)?.length !== 0) paragraphs.push([]);
  }
  return paragraphs.filter((each) => each.length > 0);
}

/** @returns a text of several paragraphs, with one empty line between them. */
export function plainWritten(text: string): string {
  return paragraphsOf(text)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** @returns a text of several paragraphs as HTML, in which the addresses of pages are links. */
export function writtenHtml(text: string): Html {
  const paragraphs = paragraphsOf(text).map((lines) =>
    lines.map((line, index) => html`${index > 0 && html`<br>`}${withLinks(line)}`),
  );
  return html`${paragraphs.map((lines, index) => html`${index > 0 && html`<br><br>`}${lines}`)}`;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** Belongs to the sentence around an address more often than to the address. */
const END_OF_SENTENCE = /[.,;:!?)\]}]+$/;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

function withLinks(line: string): (Html | string)[] {
  const parts: (Html | string)[] = [];
  let end = 0;
  for (const { index, 0: found } of line.matchAll(ADDRESS)) {
    const address = found.replace(END_OF_SENTENCE, '');
    if (!isSafe(address)) continue;
    parts.push(line.slice(end, index), html`<a href="${address}" style="color:inherit">${address}</a>`);
    end = index + address.length;
  }
  return [...parts, line.slice(end)];
}

/**
 * Whether an address leads where it says: to a page, without a name before an @ that looks like a host, and without
 * letters that look like others.
 */
function isSafe(address: string): boolean {
  const { protocol, username, password, hostname } = URL.parse(address) ?? {};
  const isPage = (protocol === 'http:' || protocol === 'https:') && hostname !== '';
  return isPage && username === '' && password === '' && PRINTABLE_ASCII.test(address);
}
