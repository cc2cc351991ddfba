/** The link of a calendar entry, as another library reads it. */
import { expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { calendarOf } from '../../functions/tickets/calendar.ts';
import { AUDITED_AT, aSoundEvent } from '../kit/sound-event.ts';

/** @returns the link in the entry of an event with this link. */
function linkIn(url: string): unknown {
  const { event, bookings } = aSoundEvent('event');
  const terms = { tickets: 1, language: 'en', now: AUDITED_AT } as const;
  const { text } = calendarOf({ ...event, url }, bookings.first, terms);
  return new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')?.getFirstPropertyValue('url');
}

test('the commas and semicolons of a link are percent-encoded, and no backslash is before them', () => {
  expect(linkIn('https://example.com/map/@52.5,13.4;z=17?a=1;b=2,3#x,y')).toBe(
    'https://example.com/map/@52.5%2C13.4%3Bz=17?a=1%3Bb=2%2C3#x%2Cy',
  );
});

test('any other link is as the organizer stated it', () => {
  const link = `https://example.com/a_b~c/(d)/%2C?e=f&g=[h]!$'*+:#i`;
  expect(linkIn(link)).toBe(link);
});
