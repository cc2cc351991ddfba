/** Targets of the operations with which the staff runs an event. */
import { aScene, type Booked, book, checkIn } from '../scene.ts';
import { aBookedScene, aimAtEvent, booked, unbooked } from './events.ts';
import { oneOf, type TargetMaker, type TargetTable } from './target.ts';

const draft: TargetMaker = async (stage, caller) => {
  // Nobody can book a draft, so a guest comes with the token of another event's booking.
  if (caller === 'guest') {
    const { path } = await draft(stage, 'nobody', 0);
    const { token = '' } = await unbooked(stage, caller, 0);
    return { path, fields: {}, token };
  }
  return aimAtEvent(stage, await aScene(stage, caller, { isDraft: true }));
};

const fieldsOf = ({ id: bookingId, codes: [ticket] }: Booked) => ({
  bookingId,
  ticket,
  tickets: [1],
  scannedAt: new Date().toISOString(),
});

/** Tickets that are not checked in yet. */
const expected: TargetMaker = async (stage, caller) => {
  const scene = await aScene(stage, caller);
  return aimAtEvent(stage, scene, fieldsOf(await book(stage, scene, 2)));
};

const checkedIn: TargetMaker = async (stage, caller) => {
  const scene = await aScene(stage, caller);
  const visit = await book(stage, scene, 2);
  await checkIn(stage, scene, visit);
  return aimAtEvent(stage, scene, fieldsOf(visit));
};

/** An event with bookings, tickets of one of which are checked in. */
const visited: TargetMaker = async (stage, caller) => {
  const scene = await aBookedScene(stage, caller);
  await checkIn(stage, scene, await book(stage, scene, 2));
  return aimAtEvent(stage, scene);
};

export const RUNNING_TARGETS = {
  'change-event': oneOf(unbooked, booked),
  'cancel-event': oneOf(unbooked, booked),
  'publish-event': draft,
  'audit-event': visited,
  'check-in-ticket': expected,
  'check-in-batch': expected,
  'undo-check-in': checkedIn,
  'read-arrivals': visited,
  'read-waitlist': booked,
  'read-ticket-key': unbooked,
} satisfies TargetTable;
