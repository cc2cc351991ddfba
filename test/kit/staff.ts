/** Users, an event, and appointments to its staff, without HTTP. */
import type { Event } from '../../functions/domain/model/event.ts';
import type { StaffRole } from '../../functions/domain/model/staff.ts';
import type { Actor, Role, User } from '../../functions/domain/model/user.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { appointMember } from '../../functions/domain/staff/appoint-member.ts';
import { eventStore } from '../../functions/store/events.ts';
import { staffStore } from '../../functions/store/staff.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from './boxoffice.ts';
import { aSecurityLog } from './security-log.ts';
import { strictTable } from './strict-table.ts';

export async function aUser(role: Role = 'attendee'): Promise<User> {
  const id = realRuntime.newId();
  const createdAt = new Date(realRuntime.now()).toISOString();
  const user = {
    id,
    name: 'Ada',
    email: `${id}@example.com`.toLowerCase(),
    passwordHash: '',
    createdAt,
    role,
  };
  await userStore(strictTable(TABLE_NAME)).create({ ...user, sessionGeneration: 0 });
  return { ...user, sessionGeneration: 0 };
}

export const actorOf = ({ id, role }: User): Actor => ({ userId: id, role });

/** The ports of a process of its own, on a table that may be tampered with. */
export function aProcess(own: Table = strictTable(TABLE_NAME)) {
  const cache = new EventCache(eventStore(own), realRuntime);
  return {
    staff: staffStore(own),
    users: userStore(own),
    cache,
    securityLog: aSecurityLog(),
    runtime: realRuntime,
  };
}

export async function anEvent() {
  const owner = await aUser('organizer');
  const event = await aBoxoffice().anEvent({ organizerId: owner.id });
  return { owner, event };
}

/** Of a service that sends no mail. */
export const NO_MAIL = {
  mailing: { language: 'en', sendsMail: false },
  canConfirm: false,
  areAccountsElsewhere: false,
} as const;

/** Somebody who changes a role, in a service that sends no mail. */
export const asAdmin = (admin: User) => ({ actor: actorOf(admin), admin, ...NO_MAIL });

export type Ports = ReturnType<typeof aProcess>;

export const appoint = (
  event: Event,
  by: User,
  who: User,
  role: StaffRole,
  key?: string,
  ports: Ports = aProcess(),
) =>
  appointMember(
    { eventId: event.id, actor: actorOf(by), email: who.email, role, idempotencyKey: key, ...NO_MAIL },
    ports,
  );
