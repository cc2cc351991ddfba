/** The bounds of the routes of events, their staff, their door and their announcements. */
import { buildPage } from '../../bin/local/page-build.ts';
import { runtime } from '../../functions/compose.ts';
import { CHECK_IN_BATCH_SCANS } from '../../functions/domain/model/limits.ts';
import { MARKS_SETTLED_MS } from '../../functions/domain/model/waitlist-marks-limits.ts';
import type { Bounds } from './route-bounds.ts';
import type { World } from './worst-cases.ts';

const LARGEST = { capacity: 100_000, peakRequestsPerSecond: 10_000 };
const NEW_EVENT = { ...LARGEST, name: 'a'.repeat(200), startsAt: '2099-01-01T20:00:00.000Z' };
const DESCRIPTION = 'a'.repeat(2_000);
const ANNOUNCEMENT = { subject: '𝔸'.repeat(100), text: '𝔸'.repeat(3_000), to: 'all' };

const ofRush = ({ organizer, rush }: World) => ({ token: organizer.token, path: { eventId: rush.id } });
const ofCrowded = ({ organizer, crowded }: World) => ({
  token: organizer.token,
  path: { eventId: crowded.id },
});

/** A new event of the most shards, as its organizer. */
async function ofANewEvent({ mine, organizer }: World, fields: object = {}) {
  const event = await mine({ ...LARGEST, ...fields });
  return { token: organizer.token, path: { eventId: event.id } };
}

async function ofAnnounced({ organizer, anAnnouncedEvent }: World, count: number) {
  const { id: eventId } = await anAnnouncedEvent(count);
  return { token: organizer.token, path: { eventId } };
}

export const BOUNDS_OF_EVENTS: Bounds = {
  'create-event': {
    worst: '256 shards, and a quota of 200 events that is counted anew',
    ...{ calls: 11, read: 405, write: 548 },
    request: async ({ aBusyOrganizer }) => ({
      token: (await aBusyOrganizer()).token,
      body: { ...NEW_EVENT, description: DESCRIPTION },
    }),
  },
  'copy-event': {
    worst: '256 shards',
    ...{ calls: 7, read: 5, write: 528 },
    request: (world) => ({ ...ofRush(world), body: { startsAt: NEW_EVENT.startsAt } }),
  },
  'list-events': {
    worst: 'a page of 100 events with the longest texts and 256 shards each, of which no summary is stored',
    calls: 8,
    read: 360,
    write: 1,
    request: () => ({ query: { limit: '100' } }),
  },
  'read-index': {
    worst: 'the first 12 events have 256 shards each, and no summary is stored',
    calls: 8,
    read: 265,
    write: 1,
    request: async () => {
      process.env['PAGE_FOLDER'] = await buildPage();
      return { query: { locale: 'en' } };
    },
  },
  'read-event': {
    worst: '256 shards',
    calls: 5,
    read: 137,
    write: 0,
    request: ({ rush }) => ({ path: { eventId: rush.id } }),
  },
  'read-line': {
    worst: '3,000 who joined in three seconds, a while ago, without marks',
    ...{ calls: 108, read: 64, write: 5 },
    laterMs: MARKS_SETTLED_MS,
    request: async ({ rush, forgetMarks }) => {
      await forgetMarks(rush);
      return { path: { eventId: rush.id } };
    },
  },
  'change-event': {
    worst: 'a new end of sales of 256 shards, by an admin',
    ...{ calls: 292, read: 140, write: 276 },
    request: async (world) => ({
      ...(await ofANewEvent(world)),
      token: world.admin.token,
      body: { salesCloseAt: '2098-12-01T00:00:00Z' },
    }),
  },
  'cancel-event': {
    worst: '256 shards, by an admin',
    ...{ calls: 293, read: 141, write: 280 },
    request: async (world) => ({ ...(await ofANewEvent(world)), token: world.admin.token }),
  },
  'publish-event': {
    worst: '256 shards, by an admin',
    ...{ calls: 292, read: 140, write: 275 },
    request: async (world) => ({
      ...(await ofANewEvent(world, { isDraft: true })),
      ...{ token: world.admin.token, body: {} },
    }),
  },
  'audit-event': {
    worst: '92 bookings as large as they may be',
    ...{ calls: 60, read: 2900, write: 0 },
    request: async ({ organizer: { token }, anEventOfLargest }) => ({
      token,
      path: { eventId: (await anEventOfLargest(92)).id },
    }),
  },
  'check-in-ticket': {
    worst: 'all tickets of the largest booking',
    ...{ calls: 6, read: 20.5, write: 70 },
    request: async ({ organizer: { token }, aHolding }) => {
      const { event, booking } = await aHolding();
      return { token, path: { eventId: event.id }, body: { bookingId: booking.id } };
    },
  },
  'check-in-batch': {
    worst: '50 tickets of 50 bookings, each as large as it may be',
    ...{ calls: 61, read: 804, write: 3100 },
    request: async ({ organizer: { token }, mine, codesOf }) => {
      const event = await mine({ capacity: CHECK_IN_BATCH_SCANS });
      const scannedAt = new Date(runtime.now()).toISOString();
      const codes = await codesOf(event, CHECK_IN_BATCH_SCANS);
      const scans = codes.map((ticket) => ({ ticket, scannedAt }));
      return { token, path: { eventId: event.id }, body: { scans, device: 'East door' } };
    },
  },
  'undo-check-in': {
    worst: 'all tickets of the largest booking',
    ...{ calls: 6, read: 22.5, write: 98 },
    request: async ({ organizer: { token }, aHolding, checkIn }) => {
      const { event, booking } = await aHolding();
      await checkIn(event, booking);
      return { token, path: { eventId: event.id }, body: { bookingId: booking.id, reason: 'a'.repeat(200) } };
    },
  },
  'read-arrivals': {
    worst: '3,000 bookings',
    calls: 19,
    read: 321,
    write: 0,
    request: ofCrowded,
  },
  'read-waitlist': {
    worst: '3,000 bookings',
    calls: 9,
    read: 10,
    write: 0,
    request: ofCrowded,
  },
  'read-ticket-key': { calls: 2, read: 2, write: 0, request: ({ rush }) => ({ path: { eventId: rush.id } }) },
  'list-staff': { calls: 4, read: 4.5, write: 0, request: ofRush },
  'appoint-member': {
    ...{ calls: 8, read: 7, write: 11 },
    request: async (world) => ({
      ...(await ofANewEvent(world)),
      body: { email: (await world.aConfirmedAccount()).email, role: 'door' },
    }),
  },
  'remove-member': {
    ...{ calls: 4, read: 4, write: 7 },
    request: async (world) => {
      const { token, path } = await ofANewEvent(world);
      return { token, path: { ...path, userId: await world.appoint(path.eventId) } };
    },
  },
  'hand-over-event': {
    ...{ calls: 9, read: 7, write: 15 },
    request: async (world) => {
      const { token, path } = await ofANewEvent(world);
      return { token, path, body: { userId: await world.appoint(path.eventId) } };
    },
  },
  'preview-announcement': {
    worst: '3,000 bookings',
    ...{ calls: 22, read: 322, write: 0 },
    request: (world) => ({ ...ofCrowded(world), body: ANNOUNCEMENT }),
  },
  'write-announcement': {
    worst: 'the last of 50 with the longest texts',
    ...{ calls: 5, read: 21, write: 14 },
    request: async (world) => ({ ...(await ofAnnounced(world, 49)), body: ANNOUNCEMENT }),
  },
  'list-announcements': {
    worst: 'a page of 30 of 50 with the longest texts',
    ...{ calls: 4, read: 103, write: 0 },
    request: async (world) => ({ ...(await ofAnnounced(world, 50)), query: { limit: '100' } }),
  },
};
