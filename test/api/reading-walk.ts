/** What a route of reading is asked by everybody who may call it, and by everybody else, so that it does all that it can. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { derivedSecrets, table, tokens } from '../../functions/compose.ts';
import { unsubscribePath } from '../../functions/credentials/unsubscribe-token.ts';
import { arrivalKey } from '../../functions/domain/model/booking.ts';
import { encodeCursor } from '../../functions/domain/model/cursor.ts';
import { EXACT_POSITIONS } from '../../functions/domain/model/waitlist-marks-limits.ts';
import { ROUTES, type RouteName } from '../../functions/http/routes.ts';
import { eventStore } from '../../functions/store/events.ts';
import { claimKey, marksKey } from '../../functions/store/items/waitlist-marks.ts';
import { commit } from '../../functions/store/table/commit.ts';
import { MAY_EXIST } from '../../functions/store/table/existence.ts';
import type { RouteRequest } from '../kit/cold-process.ts';
import type { TestService } from '../kit/service.ts';
import { aBooking, storeBookings } from '../kit/stored-bookings.ts';
import { UNKNOWN_ID } from './answers.ts';

/** So many wait that the places of the last ones are those in the line. */
const WAITING = EXACT_POSITIONS + 10;
/** They joined so long ago that the line may be marked. */
const JOINED_BEFORE_MS = 60_000;

/** What each route is asked besides the request without anything. */
const VARIANTS: { [Name in RouteName]?: Omit<RouteRequest, 'path' | 'token'>[] } = {
  'list-bookings': [
    { accept: 'text/csv' },
    { query: { status: 'waitlisted' } },
    { query: { q: UNKNOWN_ID } },
    { query: { q: 'Ada' } },
  ],
  'list-events': [{ query: { organizer: 'me' } }],
  'list-users': [{ query: { q: UNKNOWN_ID } }, { query: { q: 'ada@example.com' } }],
  'preview-announcement': [{ body: { subject: 'Doors', text: 'They open at eight.', to: 'all' } }],
  'read-booking': [{ query: { position: 'omit' } }],
  'read-index': [{ query: { locale: 'en' } }],
  'read-ticket-pass': [{ accept: 'application/vnd.apple.pkpass' }],
  // Not as a PDF, whose fonts are beside the bundle of a deployed function alone.
  'read-tickets': [{ accept: 'text/calendar' }],
};

export type Walk = {
  /** Makes what a route stores again stored by nobody. */
  begin: () => Promise<void>;
  requestsOf: (name: RouteName) => RouteRequest[];
};

/** A built page in little, which the first document is made of. */
function aPage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'boxoffice-page-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(
    join(folder, 'drawing.cjs'),
    'exports.PAGE_EVENTS = 5; exports.drawIndex = (index) => index;',
  );
  process.env['PAGE_FOLDER'] = folder;
}

export async function aWalk(it: TestService): Promise<Walk> {
  aPage();
  const { id: eventId, organizer } = await it.anEvent({ capacity: 1 });
  const customer = await it.aPerson();
  const held = await it.book(customer, eventId);
  const event = await eventStore(table()).read(eventId);
  if (event === undefined) throw new Error('The event is not there.');
  const since = Date.now() - JOINED_BEFORE_MS;
  const waiting = Array.from({ length: WAITING }, (_, place) =>
    aBooking(event, { status: 'waitlisted', shard: 0, arrival: since + place, customerId: customer.id }),
  );
  await storeBookings(table(), event, waiting);
  const [manager, door] = [await it.aConfirmedAccount(), await it.aConfirmedAccount()];
  const staff = { manager, door };
  for (const [role, { email }] of Object.entries(staff)) {
    const path = `/v1/events/${eventId}/staff`;
    await it.call({ path, token: organizer.token, body: { email, role } });
  }
  const { token } = organizer;
  const url = 'https://receiver.example/webhooks';
  const { id: webhookId } = (await it.call({ path: '/v1/webhooks', token, body: { url } })).body;
  const body = { since: '2030-01-01T00:00:00Z' };
  await it.call({ path: `/v1/webhooks/${webhookId}/replay`, token, body });
  const unsubscribed = (await unsubscribePath(organizer.id, UNKNOWN_ID, derivedSecrets())).split('/');
  const [organizerId = '', addressId = '', addressToken = ''] = unsubscribed;
  const people = [organizer, manager, door, customer, await it.aPerson(), await it.aPerson('admin')];
  const bookingIds: string[] = [held.body.id, waiting.at(-1)?.id ?? ''];
  const guests = await Promise.all(bookingIds.map((id) => tokens().issueForGuest(customer.id, id)));
  // Of a page that begins behind those whose places are counted, with a cursor that does not say at which place.
  const cursor = encodeCursor({ arrivedAfter: arrivalKey(waiting[EXACT_POSITIONS] ?? aBooking(event)) });
  const listed = [...(VARIANTS['list-bookings'] ?? []), { query: { status: 'waitlisted', cursor } }];
  const variants: typeof VARIANTS = { ...VARIANTS, 'list-bookings': listed };
  const callers = [...people.map((person) => person.token), ...guests, undefined];

  return {
    async begin() {
      const stored = [marksKey(eventId), claimKey(eventId)];
      await commit(
        table(),
        stored.map((key) => ({ delete: key, when: MAY_EXIST })),
      );
      // The next one in the list, of whose availability no summary is stored.
      await it.anEvent({ startsAt: '2098-01-01T20:00:00Z' });
    },
    requestsOf(name) {
      const { path } = ROUTES[name];
      const ids = path.includes('{bookingId}') ? bookingIds : [''];
      return callers.flatMap((caller) =>
        ids.flatMap((bookingId) =>
          [{}, ...(variants[name] ?? [])].map((asked) => ({
            ...asked,
            path: {
              ...{ eventId, bookingId, webhookId, organizerId, addressId, number: '1' },
              token: addressToken,
            },
            ...(caller !== undefined && { token: caller }),
          })),
        ),
      );
    },
  };
}
