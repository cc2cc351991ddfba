/** What a notice becomes as a message: the ids, tags and attachments of those that one history entry has. */
import { expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import { noticesOf } from '../../functions/domain/model/notice.ts';
import type { Mail } from '../../functions/domain/ports/mailer.ts';
import { noticeSender } from '../../functions/mail/notice-sender.ts';
import { readMailSettings } from '../../functions/mail/settings.ts';
import { aBooking, aTransfer } from '../kit/booking.ts';
import { aSoundEvent } from '../kit/sound-event.ts';

test('the notices of one cancellation to its customer and to two holders are messages of their own', async () => {
  const history: HistoryEntry[] = [
    { what: 'booked', at: 1, quantity: 4 },
    aTransfer(1, 5),
    aTransfer(2, 6),
    { what: 'cancelled', at: 3, quantity: 3, by: 'customer', tickets: [3, 5, 6], transferred: [5, 6] },
  ];
  const booking = aBooking({ history, quantity: 1 });
  const { event } = aSoundEvent('event');
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
  for (const notice of noticesOf(booking).slice(-3))
    await sender.send({ notice, booking, event, to: { name: 'Ada', email: 'ada@example.com' } });
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
