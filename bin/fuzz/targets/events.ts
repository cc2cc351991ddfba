/** Targets of the operations on events, on their staff, and on announcements. */
import { derivedSecrets } from '../../../functions/compose.ts';
import { unsubscribePath } from '../../../functions/credentials/unsubscribe-token.ts';
import { addressIdOf } from '../../../functions/domain/model/user.ts';
import type { Caller } from '../callers.ts';
import { anAccount, appoint, aScene, book, type Scene, type Stage, succeed } from '../scene.ts';
import { callerAlone } from './accounts.ts';
import { aim, oneOf, type TargetMaker, type TargetTable } from './target.ts';

/** An event with two bookings, and one that its customer cancelled. */
export async function aBookedScene(stage: Stage, caller: Caller): Promise<Scene> {
  const scene = await aScene(stage, caller);
  await book(stage, scene, 2);
  await book(stage, scene);
  const { id: bookingId, eventId, token } = await book(stage, scene);
  await succeed(stage, 'cancel-booking', { path: { eventId, bookingId }, token, body: {} });
  return scene;
}

export const aimAtEvent = async (stage: Stage, scene: Scene, fields: Record<string, unknown> = {}) =>
  aim(stage, scene, { path: { eventId: scene.eventId }, fields });

/** An event that nobody has booked. */
export const unbooked: TargetMaker = async (stage, caller) => aimAtEvent(stage, await aScene(stage, caller));

/** An event with bookings. */
export const booked: TargetMaker = async (stage, caller) =>
  aimAtEvent(stage, await aBookedScene(stage, caller));

/** A link in the mail of an announcement. `isUnsubscribed`: it was used before. */
const unsubscription =
  (isUnsubscribed: boolean): TargetMaker =>
  async (stage, caller) => {
    const scene = await aScene(stage, caller);
    const address = addressIdOf(scene.customer.email);
    const link = await unsubscribePath(scene.owner.id, address, derivedSecrets());
    const [organizerId = '', addressId = '', token = ''] = link.split('/');
    const path = { organizerId, addressId, token };
    if (isUnsubscribed) await succeed(stage, 'unsubscribe', { path });
    return aim(stage, scene, { path });
  };

/** A member of the staff: the caller, if it is one. */
const member: TargetMaker = async (stage, caller) => {
  const scene = await aScene(stage, caller);
  const isOnStaff = caller === 'door' || caller === 'manager';
  const { id: userId } = (isOnStaff ? scene.self : undefined) ?? (await appoint(stage, scene, 'door'));
  return aim(stage, scene, { path: { eventId: scene.eventId, userId } });
};

const announced: TargetMaker = async (stage, caller) => {
  const scene = await aBookedScene(stage, caller);
  const { eventId, owner } = scene;
  const body = { subject: 'Doors open at seven', text: 'An hour earlier.', to: 'all' as const };
  await succeed(stage, 'write-announcement', { path: { eventId }, token: owner.token, body });
  return aimAtEvent(stage, scene);
};

export const EVENT_TARGETS = {
  'create-event': callerAlone,
  'copy-event': oneOf(unbooked, booked),
  'list-events': callerAlone,
  'read-event': oneOf(unbooked, booked),
  'read-line': oneOf(unbooked, booked),
  'list-staff': unbooked,
  'appoint-member': async (stage, caller) =>
    aimAtEvent(stage, await aScene(stage, caller), { email: (await anAccount()).email }),
  'remove-member': member,
  'hand-over-event': async (stage, caller) => {
    const scene = await aScene(stage, caller);
    return aimAtEvent(stage, scene, { userId: (await appoint(stage, scene, 'manager', 'organizer')).id });
  },
  'preview-announcement': booked,
  'write-announcement': booked,
  'list-announcements': announced,
  'read-unsubscription': oneOf(unsubscription(false), unsubscription(true)),
  unsubscribe: unsubscription(false),
  'subscribe-again': unsubscription(true),
} satisfies TargetTable;
