/** Names the members of a staff: the owner, the managers and the door staff. */
import type { Event } from '../model/event.ts';
import { membersOf, type StaffMember } from '../model/staff.ts';
import type { Contact } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';

/** `account`: its name and address; undefined for an account that no longer exists. */
export type NamedMember = StaffMember & { account: Contact | undefined };

/** @returns the owner, then the managers, then the door staff. @throws Busy */
export async function listStaff(
  event: Event,
  { users }: { users: Pick<UserStore, 'contacts'> },
): Promise<NamedMember[]> {
  const members = membersOf(event);
  const accounts = await users.contacts(members.map(({ userId }) => userId));
  return members.map((member) => ({ ...member, account: accounts.get(member.userId) }));
}

/**
 * @returns the member as the repeat of a change names it: with the account if it is on the staff now. Who has left since then is as
 *   little the owner's to look at as anybody else.
 * @throws Busy
 */
export async function withAccountOnStaff(
  event: Event,
  member: StaffMember,
  { users }: { users: Pick<UserStore, 'read'> },
): Promise<NamedMember> {
  const isThere = membersOf(event).some(({ userId }) => userId === member.userId);
  return { ...member, account: isThere ? await users.read(member.userId) : undefined };
}
