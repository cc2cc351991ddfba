/** Whether the account that is logged in runs events, or stands at the door of one: what it finds in the menu. */
import { effect, signal } from '@preact/signals';
import { api } from './client.ts';
import { session } from './session.ts';

/** Whether it is on the staff of an event in any role. */
export const isOnStaff = signal(false);
/** Whether the screens of organizers are for it: also managers who make no events. Undefined while that is asked. */
export const runsEvents = signal<boolean | undefined>(false);

/** A member who is door staff of more events than these before the one that it manages is taken for door staff. */
const LOOKED_AT_EVENTS = 100;

let askedFor: string | undefined;

/** Organizers and admins are; whether others are is asked once for each log-in. */
async function look(): Promise<void> {
  const user = session.value?.user;
  if (user?.id === askedFor) return;
  askedFor = user?.id;
  const isKnown = user === undefined || user.role !== 'attendee';
  isOnStaff.value = isKnown && user !== undefined;
  runsEvents.value = isKnown ? user !== undefined : undefined;
  if (isKnown) return;
  const query = { organizer: 'me', limit: LOOKED_AT_EVENTS } as const;
  const answer = await api.GET('/v1/events', { params: { query } }).catch(() => undefined);
  if (askedFor !== user.id) return;
  const roles = answer?.data?.items.map(({ yourRole }) => yourRole) ?? [];
  isOnStaff.value = roles.length > 0;
  runsEvents.value = roles.some((role) => role !== 'door');
}

effect(() => {
  look();
});
