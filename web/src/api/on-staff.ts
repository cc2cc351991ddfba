/** Whether the account that is logged in runs an event or stands at the door of one, for the menu. */
import { effect, signal } from '@preact/signals';
import { api } from './client.ts';
import { session } from './session.ts';

export const isOnStaff = signal(false);

let askedFor: string | undefined;

/** Organizers and admins are; whether others are is asked once for each log-in. */
async function look(): Promise<void> {
  const user = session.value?.user;
  if (user?.id === askedFor) return;
  askedFor = user?.id;
  const isKnown = user === undefined || user.role !== 'attendee';
  isOnStaff.value = isKnown && user !== undefined;
  if (isKnown) return;
  const query = { organizer: 'me', limit: 1 } as const;
  const answer = await api.GET('/v1/events', { params: { query } }).catch(() => undefined);
  if (askedFor === user.id) isOnStaff.value = (answer?.data?.items.length ?? 0) > 0;
}

effect(() => {
  look();
});
