/** The roles of accounts, from the fewest rights to the most. */
import type { components } from '../../../.generated/api';

export type ListedUser = components['schemas']['UserPage']['items'][number];
export type Role = ListedUser['role'];

export const ROLES: readonly Role[] = ['attendee', 'organizer', 'admin'];
