/**
 * Accounts and roles: who may do what. Roles are ordered, so an admin may do everything that an organizer
 * may.
 */
import { domainToASCII } from 'node:url';
import { derivedId } from './derived-id.ts';
import type { EventRole, Staff } from './staff.ts';

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
  /** Somebody has opened a link that was mailed to the address. */
  isAddressConfirmed?: true;
  /** The address that counts once it is confirmed, in place of `email`. */
  newEmail?: string;
  /** Sessions of earlier generations have ended, with their access tokens. */
  endedGeneration?: number;
  /** Since when it has this password and this address, ms; missing for the first ones, which are as old as the account. */
  credentialsSetAt?: number;
  /** Of an account of another issuer: when the token was issued that stated the role, ms. */
  roleStatedAt?: number;
};

/** The part of an account that listings show. */
export type ListedUser = Omit<
  User,
  'passwordHash' | 'sessionGeneration' | 'credentialsSetAt' | 'roleStatedAt'
>;

/** The part of a customer's account that an organizer sees. */
export type Contact = Pick<User, 'name' | 'email'>;

/** To whom a mail goes. Of an address that was stated for a booking or a ticket nobody has confirmed anything. */
export type Addressee = Contact & Pick<User, 'isAddressConfirmed'>;

/**
 * The account or guest that makes a request. It is read from the access token, never from a body, with the
 * role that the account has at the time of the request. A guest may act only on the booking `bookingId`.
 */
export type Actor = { userId: string; role: Role | 'guest'; bookingId?: string };

/** Anybody: a caller without a token. */
export const ANYONE: Actor = { userId: '', role: 'guest' };

/** What decides who may do what with an event. */
type Staffed = { organizerId: string; staff?: Staff };

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

/**
 * The role that the actor has at the event by its staff, or undefined. The owner needs the role of an organizer, too; a
 * manager and door staff need an account alone.
 */
export function eventRoleOf(actor: Actor, { organizerId, staff }: Staffed): EventRole | undefined {
  if (actor.role === 'guest') return undefined;
  if (organizerId === actor.userId) return hasRole(actor, 'organizer') ? 'owner' : undefined;
  return staff?.[actor.userId];
}

/** Whether the actor may do everything with the event: its owner, or an admin. */
export function ownsEvent(actor: Actor, event: Staffed): boolean {
  return actor.role === 'admin' || eventRoleOf(actor, event) === 'owner';
}

/** Whether the actor runs the event: its owner, a manager, or an admin. */
export function runsEvent(actor: Actor, event: Staffed): boolean {
  return ownsEvent(actor, event) || eventRoleOf(actor, event) === 'manager';
}

/** Whether the actor is an admin and does not own the event. A manager's role, which an admin can give to themselves, changes nothing. */
export function runsAsAdmin(actor: Actor, event: Staffed): boolean {
  return actor.role === 'admin' && eventRoleOf(actor, event) !== 'owner';
}

/** Whether the actor is on the staff of the event, or an admin. */
export function isOnStaff(actor: Actor, event: Staffed): boolean {
  return actor.role === 'admin' || eventRoleOf(actor, event) !== undefined;
}

/** Whether the actor may check tickets in at the event: who is on its staff, but of a draft only those who run it. */
export function worksAtDoor(actor: Actor, event: Staffed & { isDraft?: true }): boolean {
  return event.isDraft ? runsEvent(actor, event) : isOnStaff(actor, event);
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
 * Mail services that deliver further spellings to one mailbox: the domains of each, and the characters that make no difference.
 * https://support.google.com/mail/answer/7436150, https://proton.me/support/addresses-and-aliases
 */
const SPELLINGS: { domains: string[]; without: RegExp }[] = [
  { domains: ['gmail.com', 'googlemail.com'], without: /[.]/g },
  { domains: ['proton.me', 'protonmail.com', 'pm.me', 'protonmail.ch'], without: /[._-]/g },
];

/**
 * @returns one spelling for the addresses that most mail services deliver to one mailbox: without what follows a plus
 *   sign before the @, and at Gmail and Proton without the characters that make no difference there. For counting and complaints alone: mail goes to the address as it was typed.
 */
export function mailboxOf(email: string): string {
  const address = normalizeEmail(email);
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const [local = ''] = address.slice(0, at).split('+');
  // An address that begins with a plus sign has no mailbox before it.
  if (local === '') return address;
  const { domains: [first = domain] = [], without } =
    SPELLINGS.find(({ domains }) => domains.includes(domain)) ?? {};
  return without === undefined ? `${local}@${domain}` : `${local.replaceAll(without, '')}@${first}`;
}

/**
 * @returns a digest of an address in any spelling, which names it where the address itself is not to be shown: 22
 * URL-safe characters
 */
export function addressIdOf(email: string): string {
  return derivedId('address', normalizeEmail(email));
}
