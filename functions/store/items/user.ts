/** The items of an account: the user, and the address, which belongs to one user only. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ATTENDEE_LIST_PARTITIONS } from '../../domain/model/limits.ts';
import { partitionOf } from '../../domain/model/partition.ts';
import type { Addressee, Contact, ListedUser, Role, User } from '../../domain/model/user.ts';
import { EMAIL_PREFIX, USER_PREFIX } from '../table/definition.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

export const userKey = (userId: string): Key => ({ pk: `${USER_PREFIX}${userId}`, sk: 'USER' });

type Listed = Pick<User, 'id' | 'role'>;

/**
 * The partition of an account in the index. Each role has its own list, so that the few organizers are found without reading
 * the many attendees. That of attendees is spread by id, because every registration writes to it.
 */
export const userListing = ({ id, role }: Listed): string =>
  role === 'attendee' ? attendeeListing(partitionOf(id, ATTENDEE_LIST_PARTITIONS)) : `USERS#${role}`;

/** All partitions of the list of a role. */
export const userListings = (role: Role): string[] =>
  role === 'attendee'
    ? Array.from({ length: ATTENDEE_LIST_PARTITIONS }, (_, n) => attendeeListing(n))
    : [`USERS#${role}`];

const attendeeListing = (partition: number) => `USERS#attendee#${partition}`;

/** Sorts by the creation time of the account, and stays the same when the role changes. */
export const userListingKey = ({ createdAt, id }: Pick<User, 'createdAt' | 'id'>): string =>
  `${createdAt}#${id}`;

/** Holds a hash of the address, so that logs and traces of keys do not contain personal data. */
export const emailKey = (normalizedEmail: string): Key =>
  emailKeyOf(createHash('sha256').update(normalizedEmail).digest('base64url'));

/** The same by the digest of the address. */
export const emailKeyOf = (digest: string): Key => ({ pk: `${EMAIL_PREFIX}${digest}`, sk: 'EMAIL' });

const ROLE: z.ZodMiniType<Role> = z.enum(['attendee', 'organizer', 'admin']);

const CONTACT = z.object({ id: z.string(), name: z.string(), email: z.string() });
const ADDRESSEE = z.extend(CONTACT, { isAddressConfirmed: optional(z.literal(true)) });
/** An account of another issuer that stated no address has none, and organizers are shown no contact. */
const LISTED_USER = z.extend(ADDRESSEE, {
  email: optional(z.string()),
  userRole: ROLE,
  createdAt: z.string(),
  newEmail: optional(z.string()),
  endedGeneration: optional(z.int()),
});
const USER = z.extend(LISTED_USER, {
  passwordHash: z.string(),
  sessionGeneration: optional(z.int()),
  credentialsSetAt: optional(z.int()),
  roleStatedAt: optional(z.int()),
});
const ADDRESS = z.object({ userId: z.string() });

export function toUserItem(user: User): Item {
  const { role, email, ...rest } = user;
  const listed = { userListing: userListing(user), userListingKey: userListingKey(user) };
  return { ...userKey(user.id), ...rest, ...(email !== '' && { email }), userRole: role, ...listed };
}

export function fromUserItem(item: Item): User {
  const { userRole: role, sessionGeneration = 0, email = '', ...user } = parseItem('user', USER, item);
  return { ...user, email, role, sessionGeneration };
}

/** What stays of a closed account: nobody else gets its id, by which bookings and events refer to it. */
export function toClosedItem(userId: string, closedAt: number): Item {
  return { ...userKey(userId), id: userId, closedAt };
}

export function isClosed(item: Item): boolean {
  return item['closedAt'] !== undefined;
}

export function fromListedUserItem(item: Item): ListedUser {
  const { userRole: role, email = '', ...user } = parseItem('user', LISTED_USER, item);
  return { ...user, email, role };
}

/**
 * The attributes of a user item that an organizer sees. The projection leaves the password hash in the table.
 */
export const CONTACT_ATTRIBUTES = Object.keys(CONTACT.shape);
export const ADDRESSEE_ATTRIBUTES = Object.keys(ADDRESSEE.shape);

/** @returns the contact with the id of its account. */
export function fromContactItem(item: Item): [id: string, Contact] {
  const { id, ...contact } = parseItem('user', CONTACT, item);
  return [id, contact];
}

/** @returns the addressee with the id of its account. */
export function fromAddresseeItem(item: Item): [id: string, Addressee] {
  const { id, ...addressee } = parseItem('user', ADDRESSEE, item);
  return [id, addressee];
}

export function toEmailItem(user: User): Item {
  return { ...emailKey(user.email), userId: user.id };
}

/** @returns the id of the user whose address it is. */
export function fromEmailItem(item: Item): string {
  return parseItem('address', ADDRESS, item).userId;
}

/** The account has the role that was read. */
export const ROLE_IS_WHAT_WAS_SEEN = 'userRole = :seenRole';

/** The owner of the account has confirmed its address. A new address takes its place confirmed, too. */
export const ADDRESS_IS_CONFIRMED = 'isAddressConfirmed = :true';

/** The witness is an admin, so that at least one admin remains after a change of role. */
export const WITNESS_IS_ADMIN = 'userRole = :admin';

/** The account is not closed. */
export const ACCOUNT_IS_OPEN = 'attribute_exists(userRole)';

/**
 * Part of an update of a user that makes a change by its owner, who read it before, begin again. Needs the values `:none` (0) and
 * `:one` (1).
 */
export const ONE_MORE_CHANGE = 'accountVersion = if_not_exists(accountVersion, :none) + :one';
