/** What a notice becomes as a message: the ids, tags and attachments of those that one history entry has. */
import { expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { type Notice, noticesOf } from '../../functions/domain/model/notice.ts';
import type { Mail } from '../../functions/domain/ports/mailer.ts';
import { noticeSender } from '../../functions/mail/notice-sender.ts';
import { readMailSettings } from '../../functions/mail/settings.ts';
import { aBooking, aTransfer } from '../kit/booking.ts';
import { aSoundEvent } from '../kit/sound-event.ts';

/** @returns the mails of these notices of a booking. */
async function mailsOf(booking: Booking, event: Event, notices: Notice[]): Promise<Mail[]> {
  const sent: Mail[] = [];
  const sender = noticeSender({
    mailer: {
      send: async (mail) => {
        sent.push(mail);
        return 'sent';
      },
    },
    settings: readMailSettings({}),
    linkTo: async () => 'https://tickets.example/booking#token',
    ticketsOf: async () => [{ number: 4, code: 'code' }],
    unsubscribeLinks: async () => ({ post: '', fragment: '' }),
    now: () => 4,
  });
  for (const notice of notices)
    await sender.send({ notice, booking, event, to: { name: 'Ada', email: 'ada@example.com' } });
  return sent;
}

test('the image of a ticket has its type as caption, and not as name of the file', async () => {
  const types = [{ type: 'adult', quantity: 4 }];
  const booking = aBooking({ history: [{ what: 'booked', at: 1, quantity: 4, types }], quantity: 4 });
  const { event } = aSoundEvent('event');
  const typed = { ...event, ticketTypes: [{ id: 'adult', name: 'Adult' }] };
  const [mail] = await mailsOf(booking, typed, noticesOf(booking));
  expect(mail?.html).toContain('>Ticket 4: Adult</div>');
  expect(mail?.attachments.map(({ filename }) => filename)).toContain('Ticket 4.png');
});

test('the notices of one cancellation to its customer and to two holders are messages of their own', async () => {
  const history: HistoryEntry[] = [
    { what: 'booked', at: 1, quantity: 4 },
    aTransfer(1, 5),
    aTransfer(2, 6),
    { what: 'cancelled', at: 3, quantity: 3, by: 'customer', tickets: [3, 5, 6], transferred: [5, 6] },
  ];
  const booking = aBooking({ history, quantity: 1 });
  const { event } = aSoundEvent('event');
  const sent = await mailsOf(booking, event, noticesOf(booking).slice(-3));
  const shown = sent.map(({ id, tags, text, attachments }) => ({
    id,
    ticket: tags['ticket'],
    files: attachments.map(({ filename, contentType }) => `${filename} ${contentType.split('=').at(-1)}`),
    hasLink: text.includes('/booking'),
  }));
  expect(shown).toEqual([
    { id: 'booking.3.cancelled.5', ticket: '5', files: ['event.ics CANCEL'], hasLink: false },
    { id: 'booking.3.cancelled.6', ticket: '6', files: ['event.ics CANCEL'], hasLink: false },
    {
      id: 'booking.3.cancelled',
      ticket: undefined,
      files: ['Ticket 4.png image/png', 'event.ics PUBLISH'],
      hasLink: true,
    },
  ]);
});
