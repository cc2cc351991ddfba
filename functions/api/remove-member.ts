/** Removes somebody from the staff of an event. */
import { callers, staffPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { removeMember } from '../domain/staff/remove-member.ts';

const ports = staffPorts();

export const handler = endpoint('remove-member', { callers: callers() }, async ({ actor, id }) => {
  await removeMember({ eventId: id('eventId'), userId: id('userId'), actor }, ports);
  return {};
});
