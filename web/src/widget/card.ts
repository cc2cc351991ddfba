/** The card of an embedded event: its elements, made once, and what they say. */
import { de } from '../texts/de/widget.ts';
import { en, type WidgetTexts } from '../texts/en/widget.ts';
import style from './style.css?raw';
import type { Event, Reading } from './watch-event.ts';

const TEXTS: Record<string, WidgetTexts> = { en, de };
const LOCALE = /^(en|de)(-[a-z]{2})?$/i;

/** `locale`: of numbers and times. `opensTab`: whether the button opens a tab of its own. */
type Manner = { locale: string; opensTab: boolean };
type Line = 'state' | 'title' | 'time' | 'place' | 'left' | 'note';
export type Card = { show: (reading: Reading | undefined, manner: Manner) => void };

/** @returns the locale of a language if the card speaks it, or else English. */
export function spokenLocale(tag: string): string {
  if (LOCALE.test(tag)) return tag;
  const base = tag.slice(0, 2).toLowerCase();
  return base in TEXTS ? base : 'en';
}

/** Fills a shadow root. `href`: where the button goes. */
export function makeCard(root: ShadowRoot, href: string): Card {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const lines = {
    state: partOf('p', 'state'),
    title: partOf('p', 'title'),
    time: partOf('p', 'time'),
    place: partOf('p', 'place'),
    left: partOf('p', 'left'),
    note: partOf('p', 'note'),
  };
  lines.state.role = 'status';
  lines.title.id = 'title';
  const button = Object.assign(partOf('a', 'button'), { href, rel: 'noopener' });
  button.setAttribute('aria-describedby', 'title');
  const card = partOf('div', 'card');
  card.role = 'group';
  card.setAttribute('aria-labelledby', 'title');
  card.append(...Object.values(lines), button);
  root.replaceChildren(card);

  let known: { event: Event; at: number } | undefined;
  return {
    show(reading, { locale, opensTab }) {
      const text = TEXTS[locale.slice(0, 2).toLowerCase()] ?? en;
      if (reading?.event && reading.event !== known?.event) known = { event: reading.event, at: Date.now() };
      if (reading?.isMissing) known = undefined;
      const says = known ? saysOf(known.event, text, locale) : { state: withoutEvent(reading, text) };
      const note = known && !reading?.event && reading ? text.readAt(clock(known.at, locale)) : '';
      const written: { [Name in Line]?: string } = { ...says, note };
      for (const [name, element] of Object.entries(lines)) say(element, written[name as Line]);
      card.lang = locale;
      card.dataset['state'] = known?.event.availability.state ?? '';
      card.ariaBusy = String(reading === undefined && !known);
      button.hidden = known === undefined && (reading === undefined || reading.isMissing === true);
      button.target = opensTab ? '_blank' : '_top';
      button.classList.toggle('primary', actionOf(known?.event) !== 'see');
      label(button, text[actionOf(known?.event)], opensTab ? text.newTab : '');
    },
  };
}

/** @returns an element that the site can style as `::part(name)`. */
function partOf<Tag extends 'a' | 'div' | 'p'>(tag: Tag, name: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = name;
  made.part.add(name);
  return made;
}

/** Writes nothing that is there already, so that a screen reader says changes alone. */
function say(element: HTMLElement, text = ''): void {
  if (element.textContent !== text) element.textContent = text;
}

function label(button: HTMLElement, text: string, aside: string): void {
  if (button.textContent === `${text} ${aside}`) return;
  const hidden = Object.assign(document.createElement('span'), {
    className: 'for-screen-readers',
    textContent: aside,
  });
  button.replaceChildren(`${text} `, hidden);
}

const withoutEvent = (reading: Reading | undefined, text: WidgetTexts): string =>
  reading === undefined ? text.loading : reading.isMissing ? text.missing : text.unreadable;

function saysOf(event: Event, text: WidgetTexts, locale: string): { [Name in Line]?: string } {
  const { availability, isUnlimited, name, salesOpenAt, startsAt, venue, waitlist } = event;
  const { available, state } = availability;
  const left = {
    'not-open': text.opensAt(dateTime(salesOpenAt, event, locale)),
    drawing: text.drawNote,
    'on-sale': isUnlimited ? text.manyLeft : text.left(available, available.toLocaleString(locale)),
    'sold-out': waitlist.enabled ? text.waitlistOpen : text.noWaitlist,
    closed: '',
    cancelled: text.cancelledNote,
  };
  return {
    state: text.states[state],
    title: name,
    time: dateTime(startsAt, event, locale),
    place: venue,
    left: left[state],
  };
}

/** What a visitor can do now; the label of the way there. */
function actionOf(event: Event | undefined): 'book' | 'join' | 'see' | 'takePart' {
  const state = event?.availability.state;
  if (state === 'drawing') return 'takePart';
  if (state === 'on-sale') return 'book';
  return state === 'sold-out' && event?.waitlist.enabled ? 'join' : 'see';
}

/** As in "Sat, 5 Dec 2026, 20:00", in the event's time zone, which is named where it is not the visitor's. */
function dateTime(instant: string, { timeZone }: Event, locale: string): string {
  const isElsewhere = timeZone !== undefined && timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  return new Date(instant).toLocaleString(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    ...(isElsewhere && { timeZoneName: 'short' }),
  });
}

const clock = (ms: number, locale: string): string =>
  new Date(ms).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
