/** Accounts: who may do what. Roles are ordered; an admin may do what an organizer may. */

export type Role = 'attendee' | 'organizer' | 'admin';

/** `passwordHash` never leaves the store and the log-in. */
export type User = {
  id: string;
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
  createdAt: string;
};

/** A user as others see it in a listing. */
export type ListedUser = Omit<User, 'passwordHash'>;

/** Who acts: taken from the access token alone, never from a body. */
export type Actor = { userId: string; role: Role };

const RANK: Record<Role, number> = { attendee: 0, organizer: 1, admin: 2 };

export const ROLES = Object.keys(RANK) as Role[];

export function hasRole(actor: Actor, role: Role): boolean {
  return RANK[actor.role] >= RANK[role];
}

/** Whether the actor runs this event: its organizer, or an admin. */
export function runsEvent(actor: Actor, event: { organizerId: string }): boolean {
  return actor.role === 'admin' || (hasRole(actor, 'organizer') && event.organizerId === actor.userId);
}

/** One account per address, however it is written. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
