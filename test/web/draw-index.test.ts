/** What the build of the page draws into its index, without a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { buildPage } from '../../bin/local/page-build.ts';

type Drawing = { drawIndex: (index: string, events: object, locale: string) => string; PAGE_EVENTS: number };

const AS_OF = Date.parse('2030-01-01T00:00:00Z');
const EVENT = {
  id: 'A'.repeat(22),
  name: 'First night',
  startsAt: '2030-06-01T18:30:00Z',
  venue: 'Great hall',
  isUnlimited: false,
  description: 'Not shown in a list',
  availability: { state: 'on-sale', available: 1_234, capacity: 5_000, booked: 3_766 },
};

let index: string;
let drawing: Drawing;
beforeAll(async () => {
  const folder = await buildPage();
  index = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const file = path.join(folder, 'drawing.cjs');
  drawing = createRequire(file)(file);
});

const draw = (events: object[], locale = 'en-GB', nextCursor: string | null = null) =>
  drawing.drawIndex(index, { items: events, nextCursor, asOf: AS_OF }, locale);
const timeIn = (locale: string, event: object = EVENT) => load(draw([event], locale))('time').text();

test('dates and numbers are written as in the region, and others as in the language', () => {
  expect(
    ['en-GB', 'en-US', 'de-DE', 'de-AT'].map((locale) => timeIn(locale).replaceAll('\u202f', ' ')),
  ).toEqual([
    'Sat, 1 Jun 2030, 18:30 UTC',
    'Sat, Jun 1, 2030, 06:30 PM UTC',
    'Sa., 1. Juni 2030, 18:30 UTC',
    'Sa., 1. Juni 2030, 18:30 UTC',
  ]);
  expect(timeIn('en-ZZ')).toBe(timeIn('en'));
  expect(load(draw([EVENT], 'de-DE'))('.event-state').text()).toContain('1.234');
  expect(load(draw([EVENT], 'de-CH'))('html').attr('lang')).toBe('de');
});

test('what a browser without scripts is told stands above the list', () => {
  const document = load(draw([EVENT]));
  expect(document('#app').prevAll('noscript').text()).toContain('This page needs JavaScript.');
  expect(document('#app .event-card')).toHaveLength(1);
});

test('a time is in the zone of the event, which needs no name where the event is', () => {
  expect(timeIn('en-GB', { ...EVENT, timeZone: 'Asia/Tokyo' })).toBe('Sun, 2 Jun 2030, 03:30');
  expect(timeIn('en-GB', { ...EVENT, timeZone: 'Moon/Crater' })).toBe('Sat, 1 Jun 2030, 18:30 UTC');
});

test('one drawing leaves nothing for the next', () => {
  const first = draw([EVENT], 'de', 'more');
  const none = load(draw([], 'en'));
  expect(none('.event-card')).toHaveLength(0);
  expect(none('main').text()).toContain('No events are planned');
  expect(draw([EVENT], 'de', 'more')).toBe(first);
});

test('the document has what the list shows as data, and nothing else of the events', () => {
  const { description: _unshown, availability, ...shown } = EVENT;
  const { state, available } = availability;
  const text = load(draw([EVENT], 'en', 'a cursor'))('#drawn-events').text();
  expect(JSON.parse(text)).toEqual({
    items: [{ ...shown, availability: { state, available } }],
    nextCursor: 'a cursor',
    asOf: '2030-01-01T00:00:00.000Z',
  });
});

test('names and cursors end no element, and none is a pattern', () => {
  const name = '</script></article><!--<script> $& $` "\' &lt;';
  const page = load(draw([{ ...EVENT, name, venue: name }], 'en', name));
  expect(page('.event-card h2').text()).toBe(name);
  expect(page('body > script')).toHaveLength(1);
  expect(JSON.parse(page('#drawn-events').text())).toMatchObject({ items: [{ name }], nextCursor: name });
  expect(page('body').children().last().is('#drawn-events')).toBe(true);
});

test('an index without a place for the list is an error', () => {
  expect(() =>
    drawing.drawIndex('<!doctype html>', { items: [], nextCursor: null, asOf: AS_OF }, 'en'),
  ).toThrow('index.html has no');
});
