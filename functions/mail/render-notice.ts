/**
 * Renders a notice as a mail: subject, plain text and HTML, in the language of the booking. Names of events and
 * people are hostile input: the HTML builder escapes them, and subjects have no line breaks.
 */
import { type Booking, DEFAULT_LANGUAGE, fullName, type Language } from '../domain/model/booking.ts';
import { drawnAt, isDrawing, isDrawn } from '../domain/model/draw.ts';
import { type Event, TOLD_FIELDS } from '../domain/model/event.ts';
import { SUBJECT_NAME_CHARACTERS } from '../domain/model/limits.ts';
import { holderToldOf, type Notice } from '../domain/model/notice.ts';
import { ticketsOf, typesOf, voidedByEntry } from '../domain/model/ticket.ts';
import { namedCounts, nameOfType } from '../domain/model/ticket-types.ts';
import { type Html, html } from '../html.ts';
import { timeFormat } from '../tickets/time-format.ts';
import { type Brand, textColorOn } from './brand.ts';
import { button, frame, image, pageLink, paragraph, quote, row, unsubscribe } from './layout.ts';
import { greetable } from './repeated-name.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import type { NoticeText, Texts, Told } from './texts/texts.ts';
import { oneLine, plainWritten, writtenHtml } from './written-text.ts';

const LANGUAGES: Record<Language, Texts> = { en, de };

/** An image that the mail embeds as attachment with this content id. `caption`: plain text. */
export type EmbeddedImage = { contentId: string; caption: string };

/**
 * `link`: the address of the booking's page; undefined for somebody who may not see it. `timeZone`: IANA name, for an event
 * that states none. `images`: the ticket codes to show; the caller attaches them. `unsubscribeLink`: of an announcement,
 * the page on which the recipient can say that they want none.
 */
export type NoticeMail = {
  notice: Notice;
  booking: Pick<Booking, 'id' | 'status' | 'language' | 'history' | 'ticketHolders'>;
  event: Pick<
    Event,
    | 'name'
    | 'startsAt'
    | 'endsAt'
    | 'venue'
    | 'address'
    | 'url'
    | 'timeZone'
    | 'waitlist'
    | 'salesOpenAt'
    | 'draw'
    | 'ticketTypes'
  >;
  to: { name: string };
  link?: string | undefined;
  brand: Brand;
  timeZone: string;
  images?: EmbeddedImage[];
  unsubscribeLink?: string;
};

/** @throws if `link` is not an HTTP URL. */
export function renderNotice(mail: NoticeMail): { subject: string; text: string; html: string } {
  const { notice, booking, event, link, unsubscribeLink } = mail;
  if (![link, unsubscribeLink].every((address = 'https://') => /^https?:\/\//.test(address)))
    throw new Error('The link of a mail must be an HTTP URL.');
  const language = booking.language ?? DEFAULT_LANGUAGE;
  const texts = LANGUAGES[language];
  const told = toldOf(mail, texts);
  const write = textOf(notice, texts);
  const content: Content = {
    ...write(told),
    greeting: texts.greeting(greetable(mail.to.name)),
    reason: notice.reason,
    rows: detailRows(mail, texts),
    footer: texts.footer(
      mail.brand.name,
      mail.brand.replyTo !== undefined,
      holderToldOf(notice) === undefined ? 'booking' : 'ticket',
    ),
  };
  const shortened = shorten(event.name, SUBJECT_NAME_CHARACTERS);
  const { subject } = write({ ...told, event: shortened });
  return {
    subject: oneLine(subject),
    text: plainText(content, mail, texts),
    html: htmlText(content, { mail, texts, language }),
  };
}

type Content = NoticeText & {
  greeting: string;
  reason: string | undefined;
  rows: [label: string, value: string][];
  footer: string;
};

/** @throws for a kind of notice that holders of transferred tickets do not get. */
function textOf({ kind, toHolderOf }: Notice, texts: Texts): (told: Told) => NoticeText {
  if (toHolderOf === undefined) return texts.notices[kind];
  switch (kind) {
    case 'cancelled':
    case 'event-cancelled':
    case 'event-changed':
      return texts.toHolders[kind];
    default:
      throw new Error(`There is no text about "${kind}" for holders of transferred tickets.`);
  }
}

function toldOf(mail: NoticeMail, texts: Texts): Told {
  const { notice, booking, event, timeZone, images = [] } = mail;
  const { announced, chances = {} } = notice;
  const { locale } = texts;
  const { quantity, held, waitsFor, expiresAt, because, isByOrganizer = false, entry } = notice;
  const asTime = (instant: number | undefined) =>
    instant === undefined ? '' : timeFormat(locale, event.timeZone ?? timeZone).format(instant);
  const newHolder = booking.ticketHolders?.[notice.newTicket ?? 0];
  return {
    event: oneLine(event.name),
    quantity,
    held,
    waitsFor,
    expiresAt: asTime(expiresAt),
    ifUnanswered: notice.ifUnanswered,
    because,
    isByOrganizer,
    onlyWaited: booking.history[entry]?.what === 'left',
    makesOffers: event.waitlist.offerTtlSeconds !== undefined,
    hasCodes: images.length > 0,
    ticket: notice.toHolderOf ?? notice.ticket,
    newHolder: newHolder && greetable(fullName(newHolder)),
    voided: held > 0 ? (voidedByEntry(booking.history)[entry] ?? []) : [],
    hasBegun: notice.at >= Date.parse(event.startsAt),
    changes: changesOf(mail, texts),
    announced: oneLine(announced?.subject ?? ''),
    position: chances.position,
    promotions: chances.promotions,
    isPaused: !event.waitlist.enabled,
    drawnAt: isDrawn(booking) && isDrawing(event, notice.at) ? asTime(drawnAt(event)) : '',
  };
}

/** @returns a line for each changed field of the event, with the old and the new value. */
function changesOf({ notice, event, timeZone }: NoticeMail, { labels, locale }: Texts): string[] {
  const { before = {} } = notice;
  const times = timeFormat(locale, event.timeZone ?? timeZone);
  const asText = (value: string) => times.format(Date.parse(value));
  const fields = {
    name: { label: labels.event, asText: oneLine },
    startsAt: { label: labels.when, asText },
    endsAt: { label: labels.until, asText },
    venue: { label: labels.where, asText: oneLine },
    address: { label: labels.address, asText: oneLine },
    url: { label: labels.link, asText: oneLine },
  };
  return TOLD_FIELDS.flatMap((name) => {
    const old = before[name];
    if (old === undefined) return [];
    const { label, asText: write } = fields[name];
    const written = (value: string | null = null) => (value === null ? labels.notStated : write(value));
    return [`${label}: ${written(old)} → ${written(event[name])}`];
  });
}

/** What the booking has or waits for now, and of the holder of a transferred ticket this one alone. */
function typesRow({ event, booking, notice }: NoticeMail): string | undefined {
  const ofTicket = holderToldOf(notice);
  if (ofTicket === undefined) return namedCounts(event, typesOf(booking));
  return nameOfType(event, ticketsOf(booking).find(({ number }) => number === ofTicket)?.type);
}

function detailRows(mail: NoticeMail, { labels, locale }: Texts): Content['rows'] {
  const { event, booking, timeZone } = mail;
  const types = typesRow(mail);
  const { name, startsAt, endsAt, venue, address, url } = event;
  const asText = (instant: string) =>
    timeFormat(locale, event.timeZone ?? timeZone).format(Date.parse(instant));
  return [
    [labels.event, oneLine(name)],
    [labels.when, asText(startsAt)],
    ...(endsAt === undefined ? [] : [[labels.until, asText(endsAt)] satisfies [string, string]]),
    ...(venue === undefined ? [] : [[labels.where, oneLine(venue)] satisfies [string, string]]),
    ...(address === undefined ? [] : [[labels.address, oneLine(address)] satisfies [string, string]]),
    ...(url === undefined ? [] : [[labels.link, url] satisfies [string, string]]),
    ...(types === undefined ? [] : [[labels.tickets, oneLine(types)] satisfies [string, string]]),
    [labels.booking, booking.id],
  ];
}

function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** Before and after what an organizer wrote. */
const RULE = '-'.repeat(20);

function plainText(
  { title, greeting, paragraphs, ...content }: Content,
  mail: NoticeMail,
  texts: Texts,
): string {
  const { labels } = texts;
  const { reason, rows, button: label = labels.page, footer, written } = content;
  const { announced } = mail.notice;
  const details = rows.map(([name, value]) => `${name}: ${value}`);
  const blocks = [
    title,
    greeting,
    ...(written && announced ? [written, RULE, plainWritten(announced.text), RULE] : []),
    ...paragraphs,
    ...(reason === undefined ? [] : [`${labels.reason}: ${oneLine(reason)}`]),
    ...(mail.link === undefined ? [] : [`${label}:\n${mail.link}`]),
    details.join('\n'),
    footer,
    ...(mail.unsubscribeLink === undefined
      ? []
      : [`${texts.unsubscribe.text} ${texts.unsubscribe.label}:\n${mail.unsubscribeLink}`]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The organizer's link as HTML; any other text as it is. */
function linked(url: string): Html | string {
  if (!/^https?:\/\//.test(url)) return url;
  return html`<a href="${url}">${url}</a>`;
}

/** What a list of mails shows beside the subject. */
const PREVIEW_CHARACTERS = 140;

type Around = { mail: NoticeMail; texts: Texts; language: Language };

function htmlText(content: Content, { mail, texts, language }: Around): string {
  const { title, greeting, paragraphs, reason, button: label, rows, footer, written } = content;
  const { link, brand, images = [], unsubscribeLink } = mail;
  const { announced } = mail.notice;
  const quoted = announced && written ? [quote({ label: written, text: writtenHtml(announced.text) })] : [];
  const { labels } = texts;
  const buttonColor = brand.color;
  const textColor = textColorOn(brand.color);
  return frame({
    language,
    title,
    preview: announced ? shorten(oneLine(announced.text), PREVIEW_CHARACTERS) : (paragraphs[0] ?? title),
    brand: brand.name,
    buttonColor,
    greeting,
    footer,
    blocks: {
      paragraph: [...quoted, ...paragraphs.map((text) => paragraph({ text }))],
      quote: reason === undefined ? undefined : quote({ label: labels.reason, text: oneLine(reason) }),
      button:
        label === undefined || link === undefined
          ? undefined
          : button({ buttonColor, link, textColor, label }),
      pageLink: link === undefined ? undefined : pageLink({ link, label: labels.page }),
      image: images.map((one) => image(one)),
      row: rows.map(([name, value]) =>
        row({ label: name, text: name === labels.link ? linked(value) : value }),
      ),
      unsubscribe: unsubscribeLink ? unsubscribe({ ...texts.unsubscribe, link: unsubscribeLink }) : undefined,
    },
  }).text;
}
