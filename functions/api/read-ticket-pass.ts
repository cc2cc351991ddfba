/** Makes a pass of one ticket, for a wallet that the operator has configured. */
import {
  bookingReadPorts,
  callers,
  limiter,
  log,
  passSettings,
  runtime,
  tickets,
  users,
} from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { holderOf } from '../domain/bookings/holder-of.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { DEFAULT_LANGUAGE, fullName } from '../domain/model/booking.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { nameOfType } from '../domain/model/ticket-types.ts';
import { preferredLanguage, preferredType } from '../http/accept.ts';
import { ticketOfNumber } from '../http/views/tickets.ts';
import { googleSaveUrl } from '../tickets/google-pass.ts';

const { bookings, cache } = bookingReadPorts();
const accounts = { users: users(), log };
const issuer = tickets();

const OFFERS = ['application/json', 'application/vnd.apple.pkpass'] as const;
const vary = 'accept, accept-language';

export const handler = endpoint(
  'read-ticket-pass',
  { callers: callers(), limiter: limiter() },
  async ({ actor, id, number, accept, acceptLanguage }) => {
    const wanted = number();
    const event = await cache.get(id('eventId'));
    const booking = await readBookingOf(actor, event, id('bookingId'), { bookings, cache });
    const ticket = ticketOfNumber(await issuer.issueKept(booking), wanted);
    const { apple, google } = passSettings();
    const language = preferredLanguage(acceptLanguage) ?? booking.language ?? DEFAULT_LANGUAGE;
    const holder = ticket.holder ? fullName(ticket.holder) : await holderOf(booking, accounts);
    const shown = { ...ticket, bookingId: booking.id, holder, type: nameOfType(event, ticket.type) };
    if (preferredType(accept, OFFERS) === 'application/json') {
      if (google === undefined) throw notConfigured('Google Wallet');
      const saveUrl = googleSaveUrl(event, shown, google, { language, now: runtime.now() });
      return { body: { saveUrl }, headers: { vary } };
    }
    if (apple === undefined) throw notConfigured('Apple Wallet');
    // Loaded on demand: what signs passes is most of this function.
    const { applePass } = await import('../tickets/apple-pass.ts');
    return {
      file: applePass(event, shown, apple, language),
      headers: {
        vary,
        'content-type': 'application/vnd.apple.pkpass',
        'content-disposition': `attachment; filename="ticket-${booking.id}-${wanted}.pkpass"`,
      },
    };
  },
);

function notConfigured(wallet: string): Refusal {
  return new Refusal('not-acceptable', `The operator of this service has not configured ${wallet}.`);
}
