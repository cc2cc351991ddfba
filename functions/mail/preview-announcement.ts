/** Renders the mails of an announcement as they would be sent, to a made-up customer. */
import { announcementNoticeOf } from '../domain/model/announcement.ts';
import type { Booking, Language } from '../domain/model/booking.ts';
import { derivedId } from '../domain/model/derived-id.ts';
import type { Event } from '../domain/model/event.ts';
import { renderNotice } from './render-notice.ts';
import type { MailSettings } from './settings.ts';

/** `promotions`: see `Chances`. `now` in ms. `origin`: where clients reach the service. */
export type PreviewParts = { settings: MailSettings; promotions: number; now: number; origin: string };

type Draft = { subject: string; text: string };

/** @returns the mail to somebody who holds two tickets, or who is the first to wait for them. */
export function previewAnnouncement(
  event: Event,
  { subject, text }: Draft,
  { to, language }: { to: 'holders' | 'waiters'; language: Language },
  { settings, promotions, now, origin }: PreviewParts,
): { subject: string; text: string; html: string } {
  const booking = aCustomer(event, to === 'waiters', language, now);
  const announcement = {
    eventId: event.id,
    number: 1,
    id: '',
    subject,
    text,
    to,
    at: now,
    by: '',
    fingerprint: '',
  };
  const notice = announcementNoticeOf(booking, announcement, now, { position: 1, promotions });
  if (notice === undefined) throw new Error('The customer of a preview is not told.');
  const link = `${origin}/booking`;
  const { brand, timeZone } = settings;
  const sent = { notice, booking, event, to: { name: 'Ada Lovelace' }, link, brand, timeZone };
  return renderNotice({ ...sent, unsubscribeLink: link });
}

function aCustomer({ id: eventId }: Event, isWaiting: boolean, language: Language, now: number): Booking {
  const quantity = 2;
  return {
    id: derivedId('preview', eventId),
    eventId,
    customerId: '',
    status: isWaiting ? 'waitlisted' : 'confirmed',
    quantity,
    granted: 0,
    released: 0,
    arrival: now,
    fingerprint: '',
    history: [{ what: isWaiting ? 'joined' : 'booked', at: now, quantity }],
    cancellations: {},
    language,
  };
}
