/**
 * Accounts and roles: who may do what. Roles are ordered, so an admin may do everything that an organizer
 * may.
 */
import { domainToASCII } from 'node:url';
import { derivedId } from './derived-id.ts';

export type Role = 'attendee' | 'organizer' | 'admin';

/**
 * An account. `passwordHash` is used by the store and the log-in only. `sessionGeneration` is raised by each
 * change that invalidates the refresh tokens of all earlier log-ins.
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

/** The part of an account that listings show. */
export type ListedUser = Omit<User, 'passwordHash' | 'sessionGeneration'>;

/** The part of a customer's account that an organizer sees. */
export type Contact = Pick<User, 'name' | 'email'>;

/**
 * The account or guest that makes a request. It is read from the access token, never from a body, with the
 * role that the account has at the time of the request. A guest may act only on the booking `bookingId`.
 */
export type Actor = { userId: string; role: Role | 'guest'; bookingId?: string };

/** Anybody: a caller without a token. */
export const ANYONE: Actor = { userId: '', role: 'guest' };

const RANK: Record<Actor['role'], number> = { guest: 0, attendee: 1, organizer: 2, admin: 3 };

export const ROLES: Role[] = ['attendee', 'organizer', 'admin'];

/** Whether the actor has the role or a higher one. */
export function hasRole(actor: Actor, role: Actor['role']): boolean {
  return RANK[actor.role] >= RANK[role];
}

/** Whether the booking belongs to the actor. */
export function isOwner(actor: Actor, booking: { id: string; customerId: string }): boolean {
  if (actor.role === 'guest') return actor.bookingId === booking.id;
  return actor.userId === booking.customerId;
}

/** Whether the actor runs the event: its organizer, or an admin. */
export function runsEvent(actor: Actor, event: { organizerId: string }): boolean {
  return actor.role === 'admin' || (hasRole(actor, 'organizer') && event.organizerId === actor.userId);
}

/**
 * @returns the spelling by which an address identifies an account: lower case, with the domain in ASCII
 * (IDNA).
 */
export function normalizeEmail(email: string): string {
  const text = email.trim().normalize('NFKC').toLowerCase();
  const domainStart = text.lastIndexOf('@') + 1;
  const ascii = domainToASCII(text.slice(domainStart));
  return ascii === '' ? text : text.slice(0, domainStart) + ascii;
}

/**
 * @returns a digest of an address in any spelling, which names it where the address itself is not to be shown: 22
 * URL-safe characters
 */
export function addressIdOf(email: string): string {
  return derivedId('address', normalizeEmail(email));
}
