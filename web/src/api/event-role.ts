/** The role on the staff of an event of the account that is logged in. */
import type { components } from '../../.generated/api';
import { api } from './client.ts';
import type { Answered } from './problems.ts';
import { isAdmin } from './session.ts';

type User = components['schemas']['Session']['user'];
export type EventRole = components['schemas']['StaffMember']['role'];

const PAGE_EVENTS = 100;

/** @returns the role, with which an admin counts as the owner; undefined if the account is not on the staff. */
export async function readRole(
  eventId: string,
  user: User,
): Promise<Answered<{ role: EventRole | undefined }>> {
  const { data: event, ...read } = await api.GET('/v1/events/{eventId}', { params: { path: { eventId } } });
  if (event === undefined) return read;
  const isOwner = isAdmin(user) || event.organizerId === user.id;
  return isOwner ? { ...read, data: { role: 'owner' } } : readListedRole(eventId);
}

/** Only the list of the account's own events states its role on each. */
async function readListedRole(
  eventId: string,
  cursor?: string,
): Promise<Answered<{ role: EventRole | undefined }>> {
  const query = {
    organizer: 'me' as const,
    limit: PAGE_EVENTS,
    ...(cursor !== undefined && { cursor }),
  };
  const { data: page, ...read } = await api.GET('/v1/events', { params: { query } });
  if (page === undefined) return read;
  const { items, nextCursor } = page;
  const role = items.find(({ id }) => id === eventId)?.yourRole;
  return role === undefined && nextCursor !== null
    ? readListedRole(eventId, nextCursor)
    : { ...read, data: { role } };
}
