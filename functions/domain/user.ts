/** Accounts: who may do what. Roles are ordered; an admin may do what an organizer may. */
import { domainToASCII } from 'node:url';

export type Role = 'attendee' | 'organizer' | 'admin';

/**
 * `passwordHash` never leaves the store and the log-in. `sessionGeneration` counts the changes that invalidate the
 * refresh tokens of all earlier log-ins.
 */
export type User = {
  id: string;
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
  createdAt: string;
  sessionGeneration: number;
};

/** A user as others see it in a listing. */
export type ListedUser = Omit<User, 'passwordHash' | 'sessionGeneration'>;

/** What an organizer sees of a customer who has an account. */
export type Contact = Pick<User, 'name' | 'email'>;

/**
 * Who acts: taken from the access token, never from a body, with the role that the account has at the time of the
 * request. A guest acts on one booking and nothing else.
 */
export type Actor = { userId: string; role: Role | 'guest'; bookingId?: string };

const RANK: Record<Actor['role'], number> = { guest: 0, attendee: 1, organizer: 2, admin: 3 };

export const ROLES: Role[] = ['attendee', 'organizer', 'admin'];

export function hasRole(actor: Actor, role: Actor['role']): boolean {
  return RANK[actor.role] >= RANK[role];
}

/** Whether the booking is the actor's own. */
export function isOwner(actor: Actor, booking: { id: string; customerId: string }): boolean {
  if (actor.role === 'guest') return actor.bookingId === booking.id;
  return actor.userId === booking.customerId;
}

/** Whether the actor runs this event: its organizer, or an admin. */
export function runsEvent(actor: Actor, event: { organizerId: string }): boolean {
  return actor.role === 'admin' || (hasRole(actor, 'organizer') && event.organizerId === actor.userId);
}

/** The one spelling by which an address identifies an account: in lower case, with the domain in ASCII (IDNA). */
export function normalizeEmail(email: string): string {
  const text = email.trim().normalize('NFKC').toLowerCase();
  const [domain = '', ...local] = text.split('@').reverse();
  const ascii = domainToASCII(domain);
  return ascii === '' ? text : [...local.reverse(), ascii].join('@');
}
