/** Lists the staff of an event. It is small, so one page has all of it. */
import { cache, callers, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { listStaff } from '../domain/staff/list-staff.ts';
import { memberView } from '../http/views/staff.ts';

const ports = { cache: cache(), users: users() };

export const handler = endpoint('list-staff', { callers: callers() }, async ({ actor, id }) => {
  const members = await listStaff(await readEventOf(actor, id('eventId'), ports), ports);
  return { body: { items: members.map(memberView), nextCursor: null } };
});
