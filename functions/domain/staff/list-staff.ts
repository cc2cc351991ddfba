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
 * @returns the member with the account, which is read if it is not known. Nothing is read after a write, because no read
 * may fail the answer to it.
 * @throws Busy
 */
export async function withAccount(
  { userId, role, account }: StaffMember & { account?: Contact },
  { users }: { users: Pick<UserStore, 'read'> },
): Promise<NamedMember> {
  return { userId, role, account: account ?? (await users.read(userId)) };
}
