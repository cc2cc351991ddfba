/** The PDF of tickets while it is made. What it shows is tested over HTTP. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { eventOf } from '../../functions/domain/model/event.ts';
import { ticketsPdf } from '../../functions/tickets/pdf.ts';

const TICKETS = 20;
const EVENT = eventOf({
  id: 'a',
  organizerId: 'o',
  name: 'First night',
  startsAt: '2099-06-01T18:00:00.000Z',
  capacity: TICKETS,
  stated: {},
  allowGuests: false,
  waitlist: { enabled: true, policy: 'strict' },
  createdAt: '2025-01-01T00:00:00.000Z',
  revision: 0,
  shardCount: 4,
  fingerprint: '',
});

test('other work of the process has a turn after each ticket', async () => {
  let isMade = false;
  const tickets = Array.from({ length: TICKETS }, (_, index) => ({ code: `box1.a.b.${index}.c` }));
  const making = ticketsPdf(EVENT, { bookingId: 'b', tickets }, { language: 'en', now: 0 }).then(() => {
    isMade = true;
  });
  let turns = 0;
  for (; !isMade; turns += 1) await nextTurn();
  await making;
  expect(turns).toBeGreaterThan(TICKETS / 2);
});
